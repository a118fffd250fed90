package service

import (
	_ "embed"

	"eerstelijn/internal/web/assets"
)

//go:embed service.css
var css string

func init() { assets.AddStyle("service", css) }
