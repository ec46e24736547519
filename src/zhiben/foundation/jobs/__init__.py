"""Background work in the application's own database: asked for once, claimed by one worker, finished once, visible to the person who asked."""
