<?php

// How this shop finds classes that stand before its own: files of a folder that has the name of the class, in the order
// of their names, each extending "<its name>_parent", which is made of the one before.
class AdminApplicationTopExtenderComponent
{
    public function proceed()
    {
        $GLOBALS['fixture_top'] = 'shop';
    }
}

class MainFactory
{
    public static function create_object($class)
    {
        $files = glob(dirname(dirname(__FILE__)) . "/GXUserComponents/overloads/$class/*.php");
        sort($files);
        $last = $class;
        foreach ($files as $file) {
            $name = strtok(basename($file), '.');
            eval("class {$name}_parent extends $last {}");
            include_once $file;
            $last = $name;
        }
        return new $last();
    }
}
