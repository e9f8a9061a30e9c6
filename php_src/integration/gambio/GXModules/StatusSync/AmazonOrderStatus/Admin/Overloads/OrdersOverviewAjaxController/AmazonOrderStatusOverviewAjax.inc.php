<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace,PSR2.Methods.MethodDeclaration.Underscore

use GXModules\StatusSync\AmazonOrderStatus\Bridge;

if (!class_exists('AmazonOrderStatusOverviewAjax_parent', false)) {
    return; // called by an address: there is no shop around
}

/** What Amazon knows of the orders of the shown page: one query a page, nothing if it takes too long. */
class AmazonOrderStatusOverviewAjax extends AmazonOrderStatusOverviewAjax_parent
{
    protected function _getTableData()
    {
        $rows = parent::_getTableData();
        try {
            $states = Bridge::listStates(array_column($rows, 'DT_RowId'));
            foreach ($rows as $i => $row) {
                $state = $states[(string) ($row['DT_RowId'] ?? '')] ?? null;
                if ($state !== null) {
                    $rows[$i]['DT_RowData']['statussync'] = $state;
                }
            }
        } catch (\Throwable $e) {
            return $rows;
        }
        return $rows;
    }
}
