<?php

/**
 * The extension's public face. Source of statussync_arginfo.h (bin/arginfo regenerates it).
 *
 * Arrays have the field names of ext/core/ss_model.h as keys: a struct is a map, an enum its word,
 * an absent text null, times are epoch seconds UTC, ids of the shop and of Amazon are strings.
 *
 * @generate-class-entries
 * @generate-legacy-arginfo 80000
 */

namespace StatusSync {

    /** Base of every exception thrown here. getCode() is 0; the text names place and mend. */
    class Exception extends \RuntimeException
    {
    }

    /** Illegal input: feed content, report document, settings, arguments. */
    class InputException extends Exception
    {
        /** Place of the fault ("messages[3].tracking"), or "". */
        public function getPlace(): string
        {
        }

        /** Line in the document, 0 if not known. */
        public function getDocumentLine(): int
        {
        }
    }

    /** Transport failed: connection, TLS, deadline. */
    class TransportException extends Exception
    {
    }

    /** Amazon answered with an error. */
    class ApiException extends Exception
    {
        public function getHttpStatus(): int
        {
        }

        /** Amazon's code ("QuotaExceeded", "invalid_client") or "". */
        public function getApiCode(): string
        {
        }

        public function getRequestId(): string
        {
        }
    }

    /** A Store or Shop implementation returned something that its contract forbids. */
    class ContractException extends Exception
    {
    }

    /**
     * Own tables. Batches only: no method is called once per order. Every method throws on a
     * database error; the engine then stops that account's run, and nothing is lost.
     */
    interface Store
    {
        /**
         * Takes the account's lease if it is free or expired (database clock).
         *
         * Taking over a lease that was not freed raises the fence and first stamps the account's
         * open orders, messages, feeds and parcels with it. After a clean free the fence stays.
         *
         * @return array{granted: bool, fence: int, takeover: bool, now: int, account: array,
         *   settings: array, state: array, state_version: int, counter: int, buckets: list<array>}
         *   counter: the run counter kept beside the key file (state.runs of the last save that
         *   stored the state; written there after the database took it), -1 if there is none;
         *   account, settings, state, buckets: ss_account, ss_settings, ss_account_state,
         *   ss_bucket_row; only there if granted
         */
        public function lease(string $account, string $owner, int $ttl): array;

        /** Extends the lease; false if it is no longer ours. */
        public function renew(string $account, string $owner, int $fence, int $ttl): bool;

        /** Gives the lease back; false if it was no longer ours. */
        public function free(string $account, string $owner, int $fence): bool;

        /**
         * Reads rows. Keys of $query: "what" and what that needs:
         *  - "feeds": open feeds (building .. cancelling) of the account, oldest first
         *  - "feed_messages" (feed, after, limit): messages of a feed that are in_flight or unknown,
         *    id > after, by id
         *  - "orders" (shop_orders): orders with these shop order ids, with their parcels, messages
         *    that are not superseded (and the newest revision even if it is), and twins
         *  - "order_ids" (ids): orders by row id, with their parcels
         *  - "amazon_orders" (amazon_orders): orders by Amazon number
         *  - "look" (before, limit): open orders with look_at <= before, by deadline, look_at, id;
         *    with parcels, messages, twins
         *  - "reads" (before, limit): orders, open or not, with read_due <= before, by deadline,
         *    read_due, id
         *  - "reads_newest" (before, limit): the same by deadline, id descending: while a sweep of
         *    searchOrders comes from the old end
         *  - "open" (after, limit): open orders with id > after, by id; with parcels, messages, twins
         *  - "send" (before, limit, lane, kind, marketplace): messages pending with not_before <=
         *    before that have no higher revision (same order, kind, parcel), by deadline, id; lane
         *    ("feed", "express"), kind ("ship", "cancel") and marketplace are filters, null = any
         *  - "express" (): messages in_flight or unknown that have no feed row, by id
         *  - "message_ids" (ids): messages by row id
         *  - "feeds_known" (feed_ids): feed rows of the account, open or not, with these Amazon feed
         *    ids
         *  - "account": what lease() returns, without taking a lease (granted is true, fence 0)
         *    told_at of a twin: newest changed_at of its messages that are accepted, verified, mismatch or
         *    rejected; 0 without one; 4102444800 (never) while one is in_flight or unknown
         *  - "due" (before): the smallest look_at of open orders, read_due of all orders, not_before of pending
         *    messages in lane feed (send) and in lane express, next_poll of open feeds, and next_due of the
         *    account's state, each or null; ships and cancels: number of pending messages with
         *    not_before <= before; missing: number of in_flight messages in lane feed whose feed row
         *    does not exist, and of feeds submitting or queued that have fewer message rows than
         *    `messages`; needs no lease; at most 3 statements
         *
         * @return array{orders?: list<array>, parcels?: list<array>, messages?: list<array>,
         *   feeds?: list<array>, twins?: list<array{amazon_order: string, shop_order: string,
         *   role: string, order_id: int, told_at: int}>, due?: array{look: ?int, read: ?int, send: ?int,
         *   express: ?int, poll: ?int, next_due: ?int, ships: int, cancels: int,
         *   missing: int}}
         */
        public function load(string $account, array $query): array;

        /**
         * Writes rows, in this order: feeds, parcels, messages, orders, events, buckets, state.
         *
         * A row with id 0 is inserted, unless the account's lease has a higher fence (then ok is
         * false and id 0); every other is a compare-and-set on id, version and
         * fence <= $fence, and gets version + 1 and $fence. Several rows share one statement; each
         * statement is autocommitted. A row that lost is reported, never forced.
         *
         * @return array{feeds: list<array{id: int, ok: bool}>, parcels: list<array{id: int, ok: bool}>,
         *   messages: list<array{id: int, ok: bool}>, orders: list<array{id: int, ok: bool}>,
         *   state: bool} results in the order of the rows; an insert that met an existing unique key
         *   has ok = false and the id of the row that is there
         */
        public function save(string $account, int $fence, array $batch): array;
    }

    /**
     * A store whose accounts can be asked together. Where several accounts ask for the same kind of
     * thing at the same moment, these are called instead of the methods of Store; each answers for
     * every one of its asks, in their order, what the method of Store would have answered, or the
     * \Throwable that it would have thrown for this account. What one account cannot have must not
     * keep another from it.
     */
    interface SharedStore extends Store
    {
        /**
         * @param list<string> $accounts
         * @return list<array|\Throwable>
         */
        public function leaseAll(array $accounts, string $owner, int $ttl): array;

        /**
         * @param list<array{account: string, fence: int}> $leases
         * @return list<bool|\Throwable>
         */
        public function freeAll(array $leases, string $owner): array;

        /**
         * @param list<array{account: string, query: array}> $asks
         * @return list<array|\Throwable>
         */
        public function loadAll(array $asks): array;

        /**
         * A statement may carry rows of several accounts; each row still names its own version and
         * fence, and the order feeds, parcels, messages, orders, events, buckets, state holds for all.
         *
         * @param list<array{account: string, fence: int, batch: array}> $asks
         * @return list<array|\Throwable>
         */
        public function saveAll(array $asks): array;
    }

    /** A shop: facts only, never verdicts. Batches only. */
    interface Shop
    {
        /** @return list<array{id: int, name: string}> the shop's order statuses, one language */
        public function statuses(): array;

        /** What this installation is bound to: shop URL, folder, database host and name. */
        public function identity(): string;

        /**
         * Linked orders that are new or have newer history or tracking rows than the watermarks.
         *
         * @param ?string $watermarks what an earlier call returned, null at the very first
         * @param int $since orders purchased before are not looked for (0 = all)
         * @return array{orders: list<string>, watermarks: string, more: bool}
         */
        public function changes(?string $watermarks, int $since, int $limit): array;

        /**
         * The facts of these orders; an order that is gone has "gone" => true.
         *
         * @param list<string> $ids
         * @return list<array> ss_shop_order
         */
        public function orders(array $ids): array;
    }

    /** A seller account with its secrets, held in C memory and wiped on destruction. */
    final class Account
    {
        /**
         * @param array{id: string, seller: string, region: string, client_id: string,
         *   client_secret: string, refresh_token: string} $account
         */
        public function __construct(array $account)
        {
        }

        public function getId(): string
        {
        }
    }

    /** Direct talk to Amazon, for "test the connection" and "look at one order". */
    final class Client
    {
        public function __construct(Account $account, array $options = [])
        {
        }

        /**
         * Fetches a token.
         * @return array{expires_in: int, clock_skew: ?int, request_id: string}
         */
        public function token(): array
        {
        }

        /**
         * One page of searchOrders.
         * @return array{orders: list<array>, next: ?string, request_id: string}
         */
        public function searchOrders(array $query): array
        {
        }

        /** getOrder. @return ?array ss_amazon_order, null if Amazon does not know it */
        public function getOrder(string $order): ?array
        {
        }
    }

    /** Runs accounts side by side. */
    final class Synchronizer
    {
        /**
         * @param array{owner?: string, lease?: int, user_agent?: string, clock?: callable|null,
         *   sleep?: callable|null, budget?: int, stop?: callable|null} $options
         *   clock: fn(): int (epoch; simulated), sleep: fn(int $until): void (simulated)
         *   budget: seconds of the whole call (0 = no limit): nothing is asked after it, and no question
         *   gets more than half of what is left of it; an effect under way is awaited
         *   stop: fn(): bool, asked now and then: true = end as when the budget is used up
         */
        public function __construct(Store $store, Shop $shop, array $options = [])
        {
        }

        /** Adds an account to the next run. The callable gives a fresh Account (secrets re-read). */
        public function add(string $id, callable $account): void
        {
        }

        /**
         * @param array{mode?: string, if_due?: bool, wait?: int} $options mode: "run", "refresh"
         * @return array the run document (docs: JSON)
         */
        public function run(array $options = []): array
        {
        }

        /**
         * What a run would do now; reads Store and Shop, writes nothing, uses no network.
         * @return list<array> orders of the preview document
         */
        public function preview(string $account): array
        {
        }
    }

    /** Feed documents from arrays (docs: JSON, feed). */
    final class Feed
    {
        /** @return string the XML document */
        public static function ship(string $merchant, array $messages): string
        {
        }

        /** @return string the XML document */
        public static function cancel(string $merchant, array $messages): string
        {
        }
    }

    /** Processing reports to arrays (docs: JSON, report). */
    final class Report
    {
        /** @return array the report document */
        public static function parse(string $bytes): array
        {
        }
    }

    /** Carriers and tracking numbers. */
    final class Carriers
    {
        /** @return array{version: string, source: string, date: string, codes: int} */
        public static function info(): array
        {
        }

        /** @return list<string> */
        public static function codes(): array
        {
        }

        public static function known(string $code): bool
        {
        }

        /** @return array{match: string, code: ?string} match: unknown exact guess service */
        public static function lookup(string $name): array
        {
        }

        /** @return array{tracking: ?string, fault: ?string, certainty: string, code: ?string} */
        public static function inspect(string $tracking, ?string $carrier = null): array
        {
        }
    }
}
