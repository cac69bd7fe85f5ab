"""The other sides that the end-to-end tests play: an EHR with manners, a Graph API for media, a recording proxy."""
