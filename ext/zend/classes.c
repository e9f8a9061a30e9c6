/* Registers every class of the stub; the only file that includes the generated arginfo. */
#include "php_statussync.h"

#include "statussync_arginfo.h"

zend_class_entry *statussync_ce_exception, *statussync_ce_input, *statussync_ce_transport,
    *statussync_ce_api, *statussync_ce_contract, *statussync_ce_store, *statussync_ce_shared,
    *statussync_ce_shop, *statussync_ce_account, *statussync_ce_client, *statussync_ce_synchronizer;

void statussync_classes_start(void)
{
    statussync_ce_exception = register_class_StatusSync_Exception(spl_ce_RuntimeException);
    statussync_ce_input = register_class_StatusSync_InputException(statussync_ce_exception);
    statussync_ce_transport = register_class_StatusSync_TransportException(statussync_ce_exception);
    statussync_ce_api = register_class_StatusSync_ApiException(statussync_ce_exception);
    statussync_ce_contract = register_class_StatusSync_ContractException(statussync_ce_exception);
    statussync_ce_store = register_class_StatusSync_Store();
    statussync_ce_shared = register_class_StatusSync_SharedStore(statussync_ce_store);
    statussync_ce_shop = register_class_StatusSync_Shop();
    statussync_ce_account = register_class_StatusSync_Account();
    statussync_ce_client = register_class_StatusSync_Client();
    statussync_ce_synchronizer = register_class_StatusSync_Synchronizer();
    register_class_StatusSync_Feed();
    register_class_StatusSync_Report();
    register_class_StatusSync_Carriers();
    statussync_exceptions_start();
    statussync_account_start(statussync_ce_account);
    statussync_client_start(statussync_ce_client);
    statussync_synchronizer_start(statussync_ce_synchronizer);
}
