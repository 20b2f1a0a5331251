"""Scribe plugin for anterior lumbar interbody fusion notes."""
