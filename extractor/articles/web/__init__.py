"""Articles from the web: pages, feeds, sitemaps and WARC files into a folder that a run takes."""
