"""The shell that all pages share: base page, navigation, components, security headers, how refusals look."""
