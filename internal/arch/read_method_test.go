package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// method is an exported or unexported function of a capability, as its source says.
type method struct {
	folder, file string
	name         string
	open         bool // exported, on an exported type, and takes a context: it can reach rows
	actor        bool // takes an access.Actor
	within       bool // takes a transaction: it runs inside an act of somebody else
	acts         map[string]bool
	calls        map[string]bool // names of what it calls
	asks         bool            // calls the spine, or proposes to a second person
}

// capability is the first part of the folder under internal.
func (m *method) capability() string {
	folder := strings.TrimPrefix(m.folder, "internal/")
	if own := byOwnName[folder]; own != "" {
		return own
	}
	name, _, _ := strings.Cut(folder, "/")
	return name
}

// byOwnName are the packages that stand within another capability's folder and name their acts themselves.
var byOwnName = map[string]string{"agreement/obligation": "obligation", "bottleneck/signal": "signal", "fhir/mirror": "mirror", "fhir/notified": "notified", "fhir/peer": "peer", "fhir/subscription": "subscription", "identity/launch": "launch", "network/endpoint": "endpoint", "network/mandate": "mandate"}

// act is what the method is called in the table of acts; title is where a reader finds it.
func (m *method) act() string   { return m.capability() + "." + m.name }
func (m *method) title() string { return strings.TrimPrefix(m.folder, "internal/") + "." + m.name }

var actName = regexp.MustCompile(`^[a-z]+\.[A-Z][A-Za-z]+$`)

// loadMethods reads the functions of all capabilities, without their tests.
func loadMethods(root fs.FS) (methods []*method, err error) {
	pkgs, err := load(root)
	if err != nil {
		return nil, err
	}
	for _, pkg := range pkgs {
		if !holdsActs(pkg.folder) || pkg.helper() {
			continue
		}
		names, err := fs.Glob(root, pkg.folder+"/*.go")
		if err != nil {
			return nil, err
		}
		var files []*ast.File
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := fs.ReadFile(root, name)
			if err != nil {
				return nil, err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path.Base(name), text, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			files = append(files, file)
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
					methods = append(methods, &method{folder: pkg.folder, file: path.Base(name), name: f.Name.Name})
				}
			}
		}
		known := named(files)
		i := len(methods) - count(files)
		for _, file := range files {
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
					methods[i].read(f, known, importNames(file))
					i++
				}
			}
		}
	}
	return methods, nil
}

func count(files []*ast.File) (n int) {
	for _, file := range files {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				n++
			}
		}
	}
	return n
}

// names are the acts that constants and variables of a package hold.
type names struct{ constant, variable map[string][]string }

func named(files []*ast.File) names {
	known := names{map[string][]string{}, map[string][]string{}}
	for _, file := range files {
		for _, d := range file.Decls {
			group, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			to := known.variable
			if group.Tok == token.CONST {
				to = known.constant
			}
			for _, spec := range group.Specs {
				values, ok := spec.(*ast.ValueSpec)
				if !ok {
					continue
				}
				for i, value := range values.Values {
					to[values.Names[i].Name] = slices.Concat(to[values.Names[i].Name], literals(value))
				}
			}
		}
	}
	return known
}

// importNames are the names under which a file knows other packages.
func importNames(file *ast.File) map[string]bool {
	all := map[string]bool{}
	for _, spec := range file.Imports {
		if name, err := strconv.Unquote(spec.Path.Value); err == nil {
			all[path.Base(name)] = true
		}
		if spec.Name != nil {
			all[spec.Name.Name] = true
		}
	}
	return all
}

// literals gives the names of acts that stand in an expression.
func literals(n ast.Node) (acts []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && actName.MatchString(s) {
				acts = append(acts, s)
			}
		}
		return true
	})
	return acts
}

// read takes from a function what it asks the spine, and whom it calls. An act is named where an
// attempt is described, or is handed to another function as text; elsewhere its name is only data.
func (m *method) read(f *ast.FuncDecl, known names, packages map[string]bool) {
	m.acts, m.calls = map[string]bool{}, map[string]bool{}
	takesContext := false
	for _, p := range f.Type.Params.List {
		switch selected(p.Type) {
		case "context.Context":
			takesContext = true
		case "access.Actor":
			m.actor = true
		}
		if star, ok := p.Type.(*ast.StarExpr); ok && (selected(star.X) == "act.Tx" || selected(star.X) == "store.Tx") {
			m.within = true
		}
	}
	m.open = takesContext && ast.IsExported(m.name) && (f.Recv == nil || ast.IsExported(receiver(f.Recv.List[0].Type)))
	name := func(e ast.Expr, also map[string][]string) {
		acts := literals(e)
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				acts = slices.Concat(acts, known.constant[id.Name], also[id.Name])
			}
			return true
		})
		for _, act := range acts {
			m.acts[act] = true
		}
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if selected(n.Fun) == "fault.Wrap" {
				return false // it names the method for the logs
			}
			if m.called(n.Fun, packages); !asksOrPeer(n.Fun, packages) {
				return true
			}
			for _, arg := range n.Args {
				switch arg.(type) {
				case *ast.BasicLit, *ast.Ident:
					name(arg, nil)
				}
			}
		case *ast.CompositeLit:
			if selected(n.Type) != "act.Attempt" {
				return true
			}
			for _, field := range n.Elts {
				if kv, ok := field.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Act" {
					name(kv.Value, known.variable)
				}
			}
		}
		return true
	})
}

// asksOrPeer tells whether a call may hand on the name of an act to be asked for: to a function of the
// same package, or to the policies themselves. For anything else such a name is data.
func asksOrPeer(fun ast.Expr, packages map[string]bool) bool {
	switch fun := fun.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		if of, ok := fun.X.(*ast.Ident); ok {
			return !packages[of.Name]
		}
		return slices.Contains([]string{"Decide", "Right", "Bound", "Propose"}, fun.Sel.Name)
	}
	return false
}

func (m *method) called(fun ast.Expr, packages map[string]bool) {
	switch fun := fun.(type) {
	case *ast.Ident:
		m.calls[fun.Name] = true
	case *ast.SelectorExpr:
		of := fun.X
		if id, ok := of.(*ast.Ident); ok && packages[id.Name] {
			return
		}
		m.calls[fun.Sel.Name] = true
		if s, ok := of.(*ast.SelectorExpr); ok {
			of = s.Sel
		}
		if id, ok := of.(*ast.Ident); ok {
			spine := strings.EqualFold(id.Name, "spine") && (fun.Sel.Name == "Do" || fun.Sel.Name == "Look")
			m.asks = m.asks || spine || strings.EqualFold(id.Name, "approvals") && fun.Sel.Name == "Propose"
		}
	case *ast.IndexExpr:
		m.called(fun.X, packages)
	}
}

// selected writes package.Name, and ” for anything else.
func selected(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if p, ok := s.X.(*ast.Ident); ok {
			return p.Name + "." + s.Sel.Name
		}
	}
	return ""
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
