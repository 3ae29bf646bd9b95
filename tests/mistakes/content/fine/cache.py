# region: expirey
ttl = 60
# endregion
