package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// source is one package as its files say: imports are read, nothing is compiled, so that files of
// every system and every build tag count.
type source struct {
	folder   string // from the root, like internal/store
	imports  []imported
	comments []string // the files that carry a package comment
}

type imported struct {
	path, file string
	inTest     bool
}

// helper tells whether the package exists for tests: its name ends in test.
func (s *source) helper() bool { return strings.HasSuffix(s.folder, "test") }

// load reads the packages under root, in the order of their folders.
func load(root fs.FS) ([]*source, error) {
	byFolder := map[string]*source{}
	err := fs.WalkDir(root, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if file != "." && (name == "node_modules" || name == "testdata" || name[0] == '.' || name[0] == '_') {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		folder := path.Dir(file)
		if byFolder[folder] == nil {
			byFolder[folder] = &source{folder: folder}
		}
		return byFolder[folder].read(root, name)
	})
	if err != nil {
		return nil, err
	}
	pkgs := make([]*source, 0, len(byFolder))
	for _, pkg := range byFolder {
		pkgs = append(pkgs, pkg)
	}
	sort.Slice(pkgs, func(i, j int) bool { return pkgs[i].folder < pkgs[j].folder })
	return pkgs, nil
}

func (s *source) read(root fs.FS, name string) error {
	text, err := fs.ReadFile(root, path.Join(s.folder, name))
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return fmt.Errorf("%s: %w", s.folder, err)
	}
	// templ writes its version where a package comment stands; nobody wrote that for a reader.
	if file.Doc.Text() != "" && !ast.IsGenerated(file) {
		s.comments = append(s.comments, name)
	}
	for _, spec := range file.Imports {
		imports, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", s.folder, name, err)
		}
		s.imports = append(s.imports, imported{imports, name, strings.HasSuffix(name, "_test.go")})
	}
	return nil
}

// judge gives everything in pkgs that the table does not allow, and everything in the table that
// has no more use.
func judge(table []line, pkgs []*source) (objections []string) {
	object := func(format string, args ...any) { objections = append(objections, fmt.Sprintf(format, args...)) }

	lines, used := map[string]line{}, map[string]bool{}
	for _, l := range table {
		if _, twice := lines[folderOf(l.pkg)]; twice {
			object("%q has two lines", l.pkg)
		}
		if l.because == "" {
			object("the line of %q gives no reason", l.pkg)
		}
		lines[folderOf(l.pkg)] = l
	}
	for _, pkg := range pkgs {
		if len(pkg.comments) != 1 {
			object("%s has %d package comments (%s); a reader wants exactly one",
				pkg.folder, len(pkg.comments), strings.Join(pkg.comments, ", "))
		}
		own, found := lineFor(lines, pkg.folder, used)
		if !found {
			object("%s has no line in the rule: say what it may import, and why", pkg.folder)
			continue
		}
		for _, imports := range pkg.imports {
			if why := forbidden(pkg, own, imports); why != "" {
				object("%s imports %s (%s): %s", pkg.folder, strings.TrimPrefix(imports.path, module+"/"), imports.file, why)
			}
		}
	}
	for _, l := range table {
		if !used[folderOf(l.pkg)] {
			object("the line of %q is stale: there is no such package", l.pkg)
		}
		for name := range strings.FieldsSeq(l.may) {
			if _, known := lines[folderOf(name)]; !known {
				object("%q may import %q, which has no line", l.pkg, name)
			}
		}
	}
	return objections
}

// forbidden says why pkg may not have this import, or nothing.
func forbidden(pkg *source, own line, imports imported) string {
	open := !imports.inTest && !pkg.helper()
	if imports.path == "testing" && open {
		return `"testing" belongs in tests and in packages that end in test`
	}
	folder, ours := strings.CutPrefix(imports.path, module+"/")
	switch {
	case !ours:
		return ""
	case strings.HasSuffix(folder, "test"):
		if open {
			return "test helpers are for tests"
		}
		return ""
	case (!open || pkg.helper()) && slices.ContainsFunc(strings.Fields(inTests), func(name string) bool { return folderOf(name) == folder }):
		return ""
	case folder == pkg.folder, pkg.helper() && folder == path.Dir(pkg.folder):
		return ""
	case slices.ContainsFunc(strings.Fields(own.may), func(name string) bool { return covers(folderOf(name), folder) }):
		return ""
	}
	return fmt.Sprintf("the rule allows it [%s], because %s", own.may, own.because)
}

// lineFor finds the line that speaks of folder and notes its use. A helper package such as
// store/storetest falls under its parent.
func lineFor(lines map[string]line, folder string, used map[string]bool) (line, bool) {
	keys := []string{folder, path.Dir(folder) + "/*"}
	if strings.HasSuffix(folder, "test") {
		keys = append(keys, path.Dir(folder))
	}
	for _, key := range keys {
		if l, found := lines[key]; found {
			used[key] = true
			return l, true
		}
	}
	return line{}, false
}

// covers tells whether a folder of the rule, which may end in /*, speaks of this folder.
func covers(rule, folder string) bool {
	parent, pattern := strings.CutSuffix(rule, "/*")
	return rule == folder || pattern && path.Dir(folder) == parent
}

// folderOf turns a name of the rule into a folder from the root.
func folderOf(name string) string {
	if rooted, ok := strings.CutPrefix(name, "/"); ok {
		return rooted
	}
	return "internal/" + name
}
