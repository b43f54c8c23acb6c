def build(shop):
    """Put up the QR codes on the counters of all stores and their areas."""
    for store in shop.stores.values():
        store.action_renew_qr()
