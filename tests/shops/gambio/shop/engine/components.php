<?php

declare(strict_types=1);

/** Messages of this request, and those that the last one left in the session. */
class messageStack implements JsonSerializable
{
    private $messages = ['danger' => [], 'warning' => [], 'success' => [], 'info' => []];

    public function __construct()
    {
        foreach ($_SESSION['messages'] ?? [] as [$text, $kind]) {
            $this->add($text, $kind);
        }
        unset($_SESSION['messages']);
    }

    public function add($text, $kind = 'error')
    {
        $this->messages[['error' => 'danger', 'warning' => 'warning', 'success' => 'success'][$kind] ?? 'info'][] = ['message' => (string) $text];
    }

    public function add_session($text, $kind = 'error')
    {
        $_SESSION['messages'][] = [$text, $kind];
    }

    public function output(): string
    {
        $html = '';
        foreach ($this->messages as $kind => $messages) {
            foreach ($messages as $message) {
                $html .= '<div class="alert alert-' . $kind . '">' . $message['message'] . '</div>';
            }
        }
        return $html;
    }

    #[\ReturnTypeWillChange]
    public function jsonSerialize()
    {
        return ['messages' => $this->messages];
    }
}

class ExtenderComponent
{
    public $v_output_buffer;
    public $v_data_array;

    public function set_data($key, $value)
    {
        $this->v_data_array[$key] = $value;
    }

    public function proceed()
    {
    }

    public function get_output($position)
    {
        return $this->v_output_buffer[$position] ?? [];
    }
}

class AdminApplicationTopExtenderComponent extends ExtenderComponent
{
}

class AdminOrderActionExtenderComponent extends ExtenderComponent
{
}

class OrderExtenderComponent extends ExtenderComponent
{
    protected $collected = [];

    protected function addContentToCollection($position, $content, $heading = '')
    {
        if (trim((string) $content) !== '') {
            $this->collected[$position][] = $position === 'order_status' ? $content : ['head' => $heading, 'content' => $content];
        }
    }

    public function postProceed()
    {
        $this->v_output_buffer = $this->collected;
    }
}

interface OrderInterface
{
}

class GXEngineOrder implements OrderInterface
{
    public $id;
    public $status;

    public function getOrderId()
    {
        return $this->id;
    }
}

/** What REST v2, the list's dialogs, label modules and connectors write orders with. */
class OrderWriteService
{
    /** @var bool */
    public static $fails = false;

    public function updateOrderStatus(
        IdType $orderId,
        IntType $newOrderStatusId,
        StringType $comment,
        BoolType $customerNotified,
        IdType $customerId = null
    ) {
        if (self::$fails) {
            http_response_code(500);
            throw new DomainException('refused by the shop');
        }
        set_status($orderId->asInt(), $newOrderStatusId->asInt());
        add_history($orderId->asInt(), $newOrderStatusId->asInt(), $comment->asString());
        return $this;
    }

    /** Full update: no history row. */
    public function updateOrder(OrderInterface $order)
    {
        set_status((int) $order->id, (int) $order->status);
        return $this;
    }
}

class ParcelServiceReader
{
}

class ParcelTrackingCodeWriter
{
    public function insertTrackingCode($p_orderId, $p_trackingCode, $p_parcelServiceId, ParcelServiceReader $parcelServiceReadService)
    {
        return add_tracking((int) $p_orderId, (string) $p_trackingCode, (int) $p_parcelServiceId, 0);
    }

    public function insertTrackingUrl($p_orderId, $p_trackingUrl, $p_parcelServiceId, ParcelServiceReader $parcelServiceReadService, $p_trackingCode = '', $parcelServiceName = '')
    {
        // without a code the address itself becomes the code
        return add_tracking((int) $p_orderId, $p_trackingCode !== '' ? $p_trackingCode : $p_trackingUrl, (int) $p_parcelServiceId, 0, $p_trackingUrl);
    }
}

class HttpControllerResponse
{
    public $body;
    public $headers;

    public function __construct($body, $headers = null)
    {
        $this->body = $body;
        $this->headers = $headers ?? [];
    }
}

class JsonHttpControllerResponse extends HttpControllerResponse
{
    public function __construct($data)
    {
        parent::__construct(json_encode($data), ['Content-Type: application/json']);
    }
}

class RedirectHttpControllerResponse extends HttpControllerResponse
{
    public function __construct($url)
    {
        parent::__construct('', ["Location: $url"]);
    }
}

/** Our page in the shop's frame. The template language is only what small templates need. */
class AdminLayoutHttpControllerResponse extends HttpControllerResponse
{
    public function __construct(StringType $title, ExistingFile $template, $data = null, $assets = null, $navigation = null)
    {
        $text = (string) file_get_contents($template->getFilePath());
        preg_match('/\{block name="content"\}(.*)\{\/block\}/s', $text, $m);
        $html = preg_replace_callback('/\{\$content\.(\w+) nofilter\}/', static function (array $hit) use ($data): string {
            return (string) ($data->getArray()[$hit[1]] ?? '');
        }, $m[1] ?? '');
        parent::__construct(layout($title->asString(), (string) $html, $assets, $navigation === null ? [] : $navigation->items));
    }
}

class AdminHttpViewController
{
    public function run(string $action)
    {
        $method = 'action' . ($action === '' ? 'Default' : $action);
        if (!method_exists($this, $method)) {
            throw new RuntimeException('Action method not found for: ' . $action);
        }
        return $this->$method();
    }

    protected function _validatePageToken()
    {
        if (!isset($_REQUEST['pageToken'])) {
            throw new RuntimeException('pageToken was not provided with the request');
        }
        $_SESSION['coo_page_token']->is_valid($_REQUEST['pageToken']);
    }
}

abstract class AbstractCronjobDependencies
{
    abstract public function getDependencies();
}

/** Where the real one has Monolog: lines in logfiles. */
final class FixtureLog
{
    public function __call($level, $arguments)
    {
        file_put_contents(SHOP . '/logfiles/cron.log', $level . ' ' . json_encode($arguments) . "\n", FILE_APPEND);
    }
}

abstract class AbstractCronjobLogger
{
    protected $logger;

    public function __construct(ExistingDirectory $root)
    {
        $this->logger = new FixtureLog();
    }

    public function lastRun()
    {
        $this->logger->lastRun(get_class($this));
    }

    public function lastSuccess()
    {
        $this->logger->lastSuccess(get_class($this));
    }
}

abstract class AbstractCronjobTask
{
    protected $logger;
    protected $dependencies;

    public function __construct($logger, $dependencies)
    {
        $this->logger = $logger;
        $this->dependencies = $dependencies;
    }

    abstract public function getCallback($cronjobStartAsMicrotime);
}
