<?php

declare(strict_types=1);

class OrdersModalsAjaxController extends AdminHttpViewController
{
    public function actionStoreTrackingNumber()
    {
        $this->_validatePageToken();
        $code = (string) preg_replace('/\s/', '', (string) $_POST['trackingNumber']);
        add_tracking((int) $_POST['orderId'], $code, (int) $_POST['parcelServiceId'], ($_POST['isReturnDelivery'] ?? '') === 'true' ? 1 : 0);
        return new RedirectHttpControllerResponse('/admin/orders.php?oID=' . (int) $_POST['orderId'] . '&action=edit');
    }

    public function actionChangeOrderStatus()
    {
        $this->_validatePageToken();
        return $this->all((int) $_POST['statusId']);
    }

    public function actionCancelOrder()
    {
        $this->_validatePageToken();
        return $this->all(99);
    }

    private function all(int $status)
    {
        $service = MainFactory::create('OrderWriteService');
        foreach ((array) $_POST['selectedOrders'] as $order) {
            $service->updateOrderStatus(new IdType((int) $order), new IntType($status), new StringType(''), new BoolType(false));
        }
        return new JsonHttpControllerResponse(['success']);
    }
}

class OrdersOverviewController extends AdminHttpViewController
{
    protected function _getAssetsArray()
    {
        return [];
    }

    public function actionDefault()
    {
        $assets = new AssetCollection();
        foreach ($this->_getAssetsArray() as $asset) {
            $assets->add($asset);
        }
        return new HttpControllerResponse(layout('Bestellungen', '<form name="list"><input type="hidden" name="pageToken" value="'
            . $_SESSION['coo_page_token']->generate_token() . '"></form><table class="table-main"><thead><tr><th>Nr.</th><th>Kunde</th><th>Status</th></tr>'
            . '</thead><tbody></tbody></table><script src="/admin/list.js"></script>', $assets));
    }
}

class OrdersOverviewAjaxController extends AdminHttpViewController
{
    protected function _getTableData()
    {
        $rows = [];
        foreach (query('SELECT orders_id, customers_name, orders_status FROM orders ORDER BY orders_id DESC LIMIT 20') as $row) {
            $rows[] = ['DT_RowId' => (int) $row['orders_id'], 'DT_RowData' => ['id' => (int) $row['orders_id']], 'customer' => $row['customers_name'],
                'status' => $row['orders_status']];
        }
        return $rows;
    }

    public function actionDataTable()
    {
        return new JsonHttpControllerResponse(['data' => $this->_getTableData()]);
    }
}

/** What the start page asks for by script: the messages of this request, a link behind the text taken out for a button. */
class SecurityCheckAjaxController extends AdminHttpViewController
{
    public function actionMessages()
    {
        $GLOBALS['messageStack']->add('<a href="installer">Installer</a> ist noch da', 'warning');
        $stack = $GLOBALS['messageStack']->jsonSerialize();
        foreach ($stack['messages'] as &$messages) {
            foreach ($messages as &$message) {
                if (strpos($message['message'], '<a ') && preg_match('#<a href="([^"]*)">(.*?)</a>#', $message['message'], $m) === 1) {
                    $message['link'] = ['url' => html_entity_decode($m[1]), 'text' => ucfirst(strtolower($m[2]))];
                    $message['message'] = trim(str_replace($m[0], ' ', $message['message']));
                }
            }
        }
        return new JsonHttpControllerResponse($stack);
    }
}

/** Install and uninstall by the file GXModule.json, without a token as in the shop. */
class ModuleCenterController extends AdminHttpViewController
{
    public function actionDefault()
    {
        $html = '';
        foreach (glob(SHOP . '/GXModules/*/*/GXModule.json') as $file) {
            $key = basename(dirname($file, 2)) . basename(dirname($file));
            $installed = config("modules/$key/active") === '1';
            $html .= '<form method="post" action="admin.php?do=ModuleCenter/' . ($installed ? 'Destroy' : 'Store') . '"><input type="hidden" name="module" value="'
                . $key . '"><span>' . $key . '</span><button>' . ($installed ? 'Deinstallieren' : 'Installieren') . '</button></form>';
        }
        return new HttpControllerResponse(layout('Modul-Center', $html));
    }

    public function actionStore()
    {
        return $this->call('install', '1');
    }

    public function actionDestroy()
    {
        return $this->call('uninstall', null);
    }

    private function call(string $what, ?string $active)
    {
        foreach (glob(SHOP . '/GXModules/*/*/GXModule.json') as $file) {
            $key = basename(dirname($file, 2)) . basename(dirname($file));
            if ($key === ($_POST['module'] ?? '')) {
                if ($active === null) {
                    query("DELETE FROM gx_configurations WHERE `key` LIKE CONCAT('modules/', ?, '/%')", [$key]);
                } else {
                    LegacyDependencyContainer::getInstance()->get('ConfigurationService')->save("modules/$key/active", $active);
                    @unlink(SHOP . '/cache/modules.json');
                }
                $data = json_decode((string) file_get_contents($file), true);
                if (isset($data[$what])) {
                    MainFactory::create($data[$what]['controller'])->{$data[$what]['method']}(null, $data, null, null);
                }
                @unlink(SHOP . '/cache/modules.json');
            }
        }
        return new RedirectHttpControllerResponse('/admin/admin.php?do=ModuleCenter');
    }
}
