"""Background work in the application's own database: asked for once, claimed by one worker, seen by who asked."""
