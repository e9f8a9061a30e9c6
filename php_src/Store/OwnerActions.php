<?php

declare(strict_types=1);

namespace StatusSync\Php\Store;

use StatusSync\Php\Failure;

/** What an owner does by hand for one order, by name: the command line's and the order panel's words are these. */
final class OwnerActions
{
    /** Names that set a mark. */
    private const MARKS = ['cancel-revoke' => 'cancel_revoked', 'carrier-confirm' => 'carrier_confirmed',
        'replace-theirs' => 'replace_theirs'];

    /**
     * @param string $word a reason behind cancel-reason, main, split or none behind role, "undo" behind those
     *   that set a mark; else ""
     * @throws Failure if there is no such act, order or word
     */
    public static function run(Actions $actions, string $name, string $order, string $word = ''): void
    {
        if (isset(self::MARKS[$name]) && $word === 'undo') {
            $actions->flag($order, self::MARKS[$name], false);
            return;
        }
        switch ($name) {
            case 'send':
                $actions->send($order);
                break;
            case 'look':
                $actions->look($order);
                break;
            case 'ignore':
            case 'unignore':
                $actions->ignore($order, $name === 'ignore');
                break;
            case 'cancel-revoke':
                $actions->cancelRevoke($order);
                break;
            case 'cancel-reason':
                $actions->cancelReason($order, $word);
                break;
            case 'role':
                $actions->role($order, $word);
                break;
            case 'carrier-confirm':
            case 'replace-theirs':
                $actions->flag($order, self::MARKS[$name], true);
                break;
            default:
                throw new Failure("$name: there is no such act");
        }
    }
}
