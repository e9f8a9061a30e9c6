<?php

// The shop finds its admin folder by this file.
