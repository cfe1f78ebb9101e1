"""LDAP and Active Directory: search then bind, and the sweep that keeps accounts as the directory is.

Only this room imports python-ldap, and only when a directory is used (bin/ldap installs it).
"""
