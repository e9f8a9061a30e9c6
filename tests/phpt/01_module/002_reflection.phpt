--TEST--
Reflection says what the stub says
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
// The stub is read with another namespace, so that both faces are there at once.
$stub = file_get_contents(getenv('STATUSSYNC_ROOT') . '/ext/zend/statussync.stub.php');
$stub = preg_replace('/^namespace StatusSync\b/m', 'namespace Face', $stub);
$before = array_merge(get_declared_classes(), get_declared_interfaces());
$file = tempnam(sys_get_temp_dir(), 'stub');
file_put_contents($file, $stub);
include $file;
unlink($file);

function face(string $class): array
{
    $c = new ReflectionClass($class);
    $parent = $c->getParentClass();
    $face = [($c->isFinal() ? 'final ' : '') . ($c->isInterface() ? 'interface' : 'class'), $parent ? $parent->getName() : null];
    foreach ($c->getMethods() as $m) {
        if ($m->getDeclaringClass()->getName() !== $c->getName()) {
            continue;
        }
        $line = ($m->isStatic() ? 'static ' : '') . $m->getName() . '(';
        foreach ($m->getParameters() as $p) {
            $line .= ($p->hasType() ? $p->getType()->getName() . ($p->allowsNull() ? '?' : '') : '') . ' ' . $p->getName()
                . ($p->isOptional() ? '=' : '') . ', ';
        }
        $face[] = $line . ')' . ($m->hasReturnType() ? ': ' . $m->getReturnType()->getName() . ($m->getReturnType()->allowsNull() ? '?' : '') : '');
    }
    sort($face);
    return $face;
}

$classes = 0;
foreach (array_diff(array_merge(get_declared_classes(), get_declared_interfaces()), $before) as $class) {
    $real = 'StatusSync' . substr($class, 4);
    $wanted = json_decode(str_replace('Face\\\\', 'StatusSync\\\\', json_encode(face($class))), true);
    if (face($real) !== $wanted) {
        echo $real, "\n", json_encode([$wanted, face($real)], JSON_PRETTY_PRINT), "\n";
    }
    $classes++;
}
var_dump($classes, count((new ReflectionExtension('statussync'))->getClasses()));
?>
--EXPECT--
int(14)
int(14)
