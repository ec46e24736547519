"""Who may enter: passwords, second factors, sessions, set-up links, another house's login; nothing of what is done
then."""
