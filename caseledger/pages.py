from litestar import Router


def pages(api, ledger):
    return Router("/", route_handlers=[])
