import logging, traceback
from api.schema import build
def pe(self, errors, execution_context=None):
    for e in errors:
        print("FIELD ERROR", e, e.path); 
        if e.original_error: traceback.print_exception(e.original_error)
build.Schema.process_errors = pe
