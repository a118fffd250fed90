package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// Prefix is the path under which everything here is served.
const Prefix = "/assets/"

// Names of what the pages ask for.
const (
	Stylesheet = "app.css"
	Font       = "source-sans-3-latin-wght-normal.woff2" // there after build.sh only
	Sign       = "sign.svg"
	NearScript = "near.js"
	MapScript  = "map.js"
	// PasskeyScript is what a form of ui.PasskeyForm cannot do without.
	PasskeyScript = "passkey.js"
	// AloudScript reads a page aloud, with voices of the visitor's own machine alone.
	AloudScript = "aloud.js"
	// LiveScript keeps the figures of a page with ui.Live current.
	LiveScript = "live.js"
)

//go:embed css js img all:dist
var embedded embed.FS

// sheets is the order in which our own and the vendor's rules are joined. The layers, declared in
// the first of them, decide what wins; this order decides within a layer.
var sheets = []string{
	"css/layers.css",
	"css/theme.css",
	"css/base.css",
	"dist/vendor.css",
	"css/layout.css",
	"css/form.css",
	"css/content.css",
	"css/status.css",
	"css/map.css",
}

// lastSheet comes after the pages' own sheets.
const lastSheet = "css/print.css"

// mimeTypes lists what may be served; any other file in the folders (a licence text, the
// placeholder) stays inside the program.
var mimeTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// file is one thing to serve.
type file struct {
	url     string
	mime    string
	body    []byte
	gzipped []byte // nil where gzip makes nothing smaller, as with a font
}

// bundle is everything to serve, by plain name and by address.
type bundle struct {
	byName map[string]*file
	byURL  map[string]*file
}

var (
	pageSheetsMu sync.Mutex
	pageSheets   = map[string]string{}
	built        bool
)

// AddStyle adds a page's own rules to app.css, in the layer "page". Call it from the page package's
// init: once app.css stands, its address is in people's caches and nothing can be added.
func AddStyle(name, css string) {
	pageSheetsMu.Lock()
	defer pageSheetsMu.Unlock()
	if built {
		panic("assets: AddStyle(" + name + ") after app.css was made; call it from init")
	}
	if _, twice := pageSheets[name]; twice {
		panic("assets: two pages add a style named " + name)
	}
	pageSheets[name] = css
}

// loaded makes the bundle once, at the first question.
var loaded = sync.OnceValue(func() *bundle {
	pageSheetsMu.Lock()
	built = true
	pages := maps.Clone(pageSheets)
	pageSheetsMu.Unlock()
	b, err := build(embedded, pages)
	if err != nil {
		panic("assets: what is compiled in cannot be read: " + err.Error())
	}
	return b
})

// URL gives the address of an asset by its plain name, or "" when this program does not hold it:
// the font is there only after the front-end build.
func URL(name string) string {
	if f, ok := loaded().byName[name]; ok {
		return f.url
	}
	return ""
}

// build reads every folder of src, joins the sheets and addresses each file by its content.
func build(src fs.FS, pages map[string]string) (*bundle, error) {
	b := &bundle{byName: map[string]*file{}, byURL: map[string]*file{}}
	for _, dir := range []string{"js", "img", "dist"} {
		entries, err := fs.ReadDir(src, dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if mimeTypes[path.Ext(e.Name())] == "" || path.Ext(e.Name()) == ".css" {
				continue
			}
			body, err := fs.ReadFile(src, path.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			if err := b.add(e.Name(), body); err != nil {
				return nil, err
			}
		}
	}
	css, err := joinSheets(src, pages)
	if err != nil {
		return nil, err
	}
	// The bundler writes addresses relative to dist; here they become the hashed ones.
	for name, f := range b.byName {
		css = strings.ReplaceAll(css, "./"+name, f.url)
	}
	return b, b.add(Stylesheet, []byte(css))
}

// joinSheets puts our sheets, the vendor's where it was built, and the pages' into one text.
func joinSheets(src fs.FS, pages map[string]string) (string, error) {
	var out strings.Builder
	read := func(name string) error {
		css, err := fs.ReadFile(src, name)
		if err != nil {
			return err
		}
		out.WriteString(slim(string(css)))
		return nil
	}
	for _, name := range sheets {
		if name == "dist/vendor.css" {
			if _, err := fs.Stat(src, name); err != nil {
				continue
			}
		}
		if err := read(name); err != nil {
			return "", err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		fmt.Fprintf(&out, "@layer page{\n%s}\n", slim(pages[name]))
	}
	if err := read(lastSheet); err != nil {
		return "", err
	}
	return out.String(), nil
}

// slim leaves out comments and indentation: they are for the reader of the source, not for a phone.
// Our sheets hold no comment signs inside strings.
func slim(css string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(css, "/*")
		out.WriteString(before)
		if !found {
			break
		}
		_, css, _ = strings.Cut(rest, "*/")
	}
	var lines strings.Builder
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSpace(line); line != "" {
			lines.WriteString(line)
			lines.WriteByte('\n')
		}
	}
	return lines.String()
}

func (b *bundle) add(name string, body []byte) error {
	ext := path.Ext(name)
	sum := sha256.Sum256(body)
	f := &file{
		url:  Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
		mime: mimeTypes[ext],
		body: body,
	}
	packed, err := pack(body)
	if err != nil {
		return err
	}
	if len(packed) < len(body) && ext != ".woff2" {
		f.gzipped = packed
	}
	if b.byName[name] != nil {
		return fmt.Errorf("two assets are named %s", name)
	}
	b.byName[name], b.byURL[f.url] = f, f
	return nil
}

func pack(body []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
