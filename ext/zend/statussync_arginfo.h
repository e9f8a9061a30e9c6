/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: d0bdf9e7d430dedccdc20d363b77ccfe1eea2b68 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_InputException_getPlace, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_InputException_getDocumentLine, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_StatusSync_ApiException_getHttpStatus arginfo_class_StatusSync_InputException_getDocumentLine

#define arginfo_class_StatusSync_ApiException_getApiCode arginfo_class_StatusSync_InputException_getPlace

#define arginfo_class_StatusSync_ApiException_getRequestId arginfo_class_StatusSync_InputException_getPlace

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Store_lease, 0, 3, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, account, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, owner, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, ttl, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Store_renew, 0, 4, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, account, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, owner, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, fence, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, ttl, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Store_free, 0, 3, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, account, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, owner, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, fence, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Store_load, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, account, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, query, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Store_save, 0, 3, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, account, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, fence, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, batch, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_SharedStore_leaseAll, 0, 3, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, accounts, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, owner, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, ttl, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_SharedStore_freeAll, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, leases, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, owner, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_SharedStore_loadAll, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, asks, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_StatusSync_SharedStore_saveAll arginfo_class_StatusSync_SharedStore_loadAll

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Shop_statuses, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_StatusSync_Shop_identity arginfo_class_StatusSync_InputException_getPlace

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Shop_changes, 0, 3, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, watermarks, IS_STRING, 1)
	ZEND_ARG_TYPE_INFO(0, since, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, limit, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Shop_orders, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, ids, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_StatusSync_Account___construct, 0, 0, 1)
	ZEND_ARG_TYPE_INFO(0, account, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_StatusSync_Account_getId arginfo_class_StatusSync_InputException_getPlace

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_StatusSync_Client___construct, 0, 0, 1)
	ZEND_ARG_OBJ_INFO(0, account, StatusSync\\Account, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

#define arginfo_class_StatusSync_Client_token arginfo_class_StatusSync_Shop_statuses

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Client_searchOrders, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, query, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Client_getOrder, 0, 1, IS_ARRAY, 1)
	ZEND_ARG_TYPE_INFO(0, order, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_StatusSync_Synchronizer___construct, 0, 0, 2)
	ZEND_ARG_OBJ_INFO(0, store, StatusSync\\Store, 0)
	ZEND_ARG_OBJ_INFO(0, shop, StatusSync\\Shop, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Synchronizer_add, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, id, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, account, IS_CALLABLE, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Synchronizer_run, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Synchronizer_preview, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, account, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Feed_ship, 0, 2, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, merchant, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, messages, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_StatusSync_Feed_cancel arginfo_class_StatusSync_Feed_ship

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Report_parse, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_StatusSync_Carriers_info arginfo_class_StatusSync_Shop_statuses

#define arginfo_class_StatusSync_Carriers_codes arginfo_class_StatusSync_Shop_statuses

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Carriers_known, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, code, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Carriers_lookup, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_StatusSync_Carriers_inspect, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, tracking, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, carrier, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()


ZEND_METHOD(StatusSync_InputException, getPlace);
ZEND_METHOD(StatusSync_InputException, getDocumentLine);
ZEND_METHOD(StatusSync_ApiException, getHttpStatus);
ZEND_METHOD(StatusSync_ApiException, getApiCode);
ZEND_METHOD(StatusSync_ApiException, getRequestId);
ZEND_METHOD(StatusSync_Account, __construct);
ZEND_METHOD(StatusSync_Account, getId);
ZEND_METHOD(StatusSync_Client, __construct);
ZEND_METHOD(StatusSync_Client, token);
ZEND_METHOD(StatusSync_Client, searchOrders);
ZEND_METHOD(StatusSync_Client, getOrder);
ZEND_METHOD(StatusSync_Synchronizer, __construct);
ZEND_METHOD(StatusSync_Synchronizer, add);
ZEND_METHOD(StatusSync_Synchronizer, run);
ZEND_METHOD(StatusSync_Synchronizer, preview);
ZEND_METHOD(StatusSync_Feed, ship);
ZEND_METHOD(StatusSync_Feed, cancel);
ZEND_METHOD(StatusSync_Report, parse);
ZEND_METHOD(StatusSync_Carriers, info);
ZEND_METHOD(StatusSync_Carriers, codes);
ZEND_METHOD(StatusSync_Carriers, known);
ZEND_METHOD(StatusSync_Carriers, lookup);
ZEND_METHOD(StatusSync_Carriers, inspect);


static const zend_function_entry class_StatusSync_Exception_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_InputException_methods[] = {
	ZEND_ME(StatusSync_InputException, getPlace, arginfo_class_StatusSync_InputException_getPlace, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_InputException, getDocumentLine, arginfo_class_StatusSync_InputException_getDocumentLine, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_TransportException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_ApiException_methods[] = {
	ZEND_ME(StatusSync_ApiException, getHttpStatus, arginfo_class_StatusSync_ApiException_getHttpStatus, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_ApiException, getApiCode, arginfo_class_StatusSync_ApiException_getApiCode, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_ApiException, getRequestId, arginfo_class_StatusSync_ApiException_getRequestId, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_ContractException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_Store_methods[] = {
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Store, lease, arginfo_class_StatusSync_Store_lease, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Store, renew, arginfo_class_StatusSync_Store_renew, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Store, free, arginfo_class_StatusSync_Store_free, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Store, load, arginfo_class_StatusSync_Store_load, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Store, save, arginfo_class_StatusSync_Store_save, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_SharedStore_methods[] = {
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_SharedStore, leaseAll, arginfo_class_StatusSync_SharedStore_leaseAll, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_SharedStore, freeAll, arginfo_class_StatusSync_SharedStore_freeAll, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_SharedStore, loadAll, arginfo_class_StatusSync_SharedStore_loadAll, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_SharedStore, saveAll, arginfo_class_StatusSync_SharedStore_saveAll, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_Shop_methods[] = {
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Shop, statuses, arginfo_class_StatusSync_Shop_statuses, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Shop, identity, arginfo_class_StatusSync_Shop_identity, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Shop, changes, arginfo_class_StatusSync_Shop_changes, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(StatusSync_Shop, orders, arginfo_class_StatusSync_Shop_orders, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_Account_methods[] = {
	ZEND_ME(StatusSync_Account, __construct, arginfo_class_StatusSync_Account___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_Account, getId, arginfo_class_StatusSync_Account_getId, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_Client_methods[] = {
	ZEND_ME(StatusSync_Client, __construct, arginfo_class_StatusSync_Client___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_Client, token, arginfo_class_StatusSync_Client_token, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_Client, searchOrders, arginfo_class_StatusSync_Client_searchOrders, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_Client, getOrder, arginfo_class_StatusSync_Client_getOrder, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_Synchronizer_methods[] = {
	ZEND_ME(StatusSync_Synchronizer, __construct, arginfo_class_StatusSync_Synchronizer___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_Synchronizer, add, arginfo_class_StatusSync_Synchronizer_add, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_Synchronizer, run, arginfo_class_StatusSync_Synchronizer_run, ZEND_ACC_PUBLIC)
	ZEND_ME(StatusSync_Synchronizer, preview, arginfo_class_StatusSync_Synchronizer_preview, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_Feed_methods[] = {
	ZEND_ME(StatusSync_Feed, ship, arginfo_class_StatusSync_Feed_ship, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(StatusSync_Feed, cancel, arginfo_class_StatusSync_Feed_cancel, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_Report_methods[] = {
	ZEND_ME(StatusSync_Report, parse, arginfo_class_StatusSync_Report_parse, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_FE_END
};


static const zend_function_entry class_StatusSync_Carriers_methods[] = {
	ZEND_ME(StatusSync_Carriers, info, arginfo_class_StatusSync_Carriers_info, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(StatusSync_Carriers, codes, arginfo_class_StatusSync_Carriers_codes, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(StatusSync_Carriers, known, arginfo_class_StatusSync_Carriers_known, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(StatusSync_Carriers, lookup, arginfo_class_StatusSync_Carriers_lookup, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(StatusSync_Carriers, inspect, arginfo_class_StatusSync_Carriers_inspect, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_StatusSync_Exception(zend_class_entry *class_entry_RuntimeException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Exception", class_StatusSync_Exception_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_InputException(zend_class_entry *class_entry_StatusSync_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "InputException", class_StatusSync_InputException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_StatusSync_Exception);

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_TransportException(zend_class_entry *class_entry_StatusSync_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "TransportException", class_StatusSync_TransportException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_StatusSync_Exception);

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_ApiException(zend_class_entry *class_entry_StatusSync_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "ApiException", class_StatusSync_ApiException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_StatusSync_Exception);

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_ContractException(zend_class_entry *class_entry_StatusSync_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "ContractException", class_StatusSync_ContractException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_StatusSync_Exception);

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_Store(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Store", class_StatusSync_Store_methods);
	class_entry = zend_register_internal_interface(&ce);

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_SharedStore(zend_class_entry *class_entry_StatusSync_Store)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "SharedStore", class_StatusSync_SharedStore_methods);
	class_entry = zend_register_internal_interface(&ce);
	zend_class_implements(class_entry, 1, class_entry_StatusSync_Store);

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_Shop(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Shop", class_StatusSync_Shop_methods);
	class_entry = zend_register_internal_interface(&ce);

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_Account(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Account", class_StatusSync_Account_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_Client(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Client", class_StatusSync_Client_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_Synchronizer(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Synchronizer", class_StatusSync_Synchronizer_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_Feed(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Feed", class_StatusSync_Feed_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_Report(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Report", class_StatusSync_Report_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;

	return class_entry;
}

static zend_class_entry *register_class_StatusSync_Carriers(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "StatusSync", "Carriers", class_StatusSync_Carriers_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;

	return class_entry;
}
