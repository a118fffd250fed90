package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"eerstelijn": main})
}

// The stories in testdata read like a tutorial. Beside what testscript knows they use:
//
//	start ARGS…        runs eerstelijn ARGS… until the story ends, and waits until it answers
//	stop               asks the program that start began to end, and waits for it
//	[!] get PATH [ACCEPT]  asks a page or route; its body is stdout; ! wants a status of 400 or more
//	[!] post PATH FORM sends a form (a=1&b=2) and follows where it leads
//	[!] send METHOD PATH JSON  asks the API as a program does
//	[!] upload PATH FIELD FILE [text]  sends a file, or its text, as a form does; $NAMES in it are filled in
//	follow PATTERN     gets the first link in the last answer whose path matches
//	keep NAME PATTERN  puts what the pattern's group matches in the last answer in $NAME
//	sql FILE STATEMENT changes a SQLite database behind the program's back
//	become ROLE        signs in, in a demo, as the first person with that role, or as the one of that name
//
// $NOW is when the story began, as the API writes it. $DATA is the folder with open data of the Netherlands; [data] says whether it is there, and
// [postgres] whether $EERSTELIJN_TEST_POSTGRES is.
func TestStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", dataFolder())
			env.Setenv("NOW", time.Now().UTC().Format(time.RFC3339))
			env.Values[browserKey{}] = &browser{}
			env.Defer(func() { env.Values[browserKey{}].(*browser).stop() })
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "data" {
				_, err := os.Stat(filepath.Join(dataFolder(), "wijk_2022.topojson"))
				if err != nil {
					t.Log("SKIPPED: no open data; set EERSTELIJN_DATA to the folder that holds it")
				}
				return err == nil, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"start": func(ts *testscript.TestScript, neg bool, args []string) { of(ts).start(ts, args) },
			"stop":  func(ts *testscript.TestScript, neg bool, args []string) { of(ts).stop() },
			"get": func(ts *testscript.TestScript, neg bool, args []string) {
				accept := "text/html"
				if len(args) > 1 {
					accept = args[1]
				}
				of(ts).ask(ts, neg, http.MethodGet, args[0], "", accept)
			},
			"post": func(ts *testscript.TestScript, neg bool, args []string) {
				of(ts).ask(ts, neg, http.MethodPost, args[0], args[1], "text/html")
			},
			"send": func(ts *testscript.TestScript, neg bool, args []string) {
				of(ts).exchange(ts, neg, args[0], args[1], args[2], "application/json", "application/json")
			},
			"upload": func(ts *testscript.TestScript, neg bool, args []string) { of(ts).upload(ts, neg, args) },
			"keep":   func(ts *testscript.TestScript, neg bool, args []string) { of(ts).keep(ts, args[0], args[1]) },
			"follow": func(ts *testscript.TestScript, neg bool, args []string) { of(ts).follow(ts, args[0]) },
			"sql":    tamper,
			"become": func(ts *testscript.TestScript, neg bool, args []string) { of(ts).become(ts, args[0]) },
		},
	})
}

// dataFolder is where real open data stands for whoever has it.
func dataFolder() string {
	if d := os.Getenv("EERSTELIJN_DATA"); d != "" {
		return d
	}
	d, _ := filepath.Abs(filepath.Join("..", "..", "..", "shared", "data"))
	return d
}

type browserKey struct{}

// browser is a program that runs and somebody who visits it.
type browser struct {
	cancel context.CancelFunc
	ended  chan int
	addr   string
	client *http.Client
	last   []byte // body of the last answer
	log    lockedBuffer
}

func of(ts *testscript.TestScript) *browser { return ts.Value(browserKey{}).(*browser) }

// start runs the program in this process, so that its coverage and races count.
func (b *browser) start(ts *testscript.TestScript, args []string) {
	b.stop()
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel, b.ended = cancel, make(chan int, 1)
	for i, a := range args {
		if strings.HasSuffix(a, ".db") {
			args[i] = ts.MkAbs(a)
		}
	}
	out, in := io.Pipe()
	go func() {
		b.ended <- run(ctx, append(args, "--listen", "127.0.0.1:0"), in, &b.log)
		_ = in.Close()
	}()
	addr := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "http://") {
				select {
				case addr <- lines.Text():
				default:
				}
			}
		}
	}()
	select {
	case b.addr = <-addr:
	case code := <-b.ended:
		b.cancel = nil
		ts.Fatalf("the program ended with %d:\n%s", code, b.log.String())
	case <-time.After(time.Minute):
		ts.Fatalf("the program did not start within a minute:\n%s", b.log.String())
	}
	jar, err := cookiejar.New(nil)
	ts.Check(err)
	b.client = &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

func (b *browser) stop() {
	if b.cancel == nil {
		return
	}
	b.cancel()
	<-b.ended
	b.cancel = nil
}

func (b *browser) ask(ts *testscript.TestScript, neg bool, method, path, form, accept string) {
	_, err := url.ParseQuery(form)
	ts.Check(err)
	b.exchange(ts, neg, method, path, form, "application/x-www-form-urlencoded", accept)
}

func (b *browser) exchange(ts *testscript.TestScript, neg bool, method, path, sent, kind, accept string) {
	r, err := http.NewRequest(method, b.addr+path, strings.NewReader(sent))
	ts.Check(err)
	r.Header.Set("Accept", accept)
	if method != http.MethodGet {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := b.client.Do(r)
	ts.Check(err)
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	b.last = body
	_, _ = fmt.Fprintf(ts.Stdout(), "%s\n%s\n", answer.Status, body)
	if answer.StatusCode >= 500 || neg != (answer.StatusCode >= 400) {
		ts.Fatalf("%s %s: %s\n%s", method, path, answer.Status, b.log.String())
	}
}

func (b *browser) follow(ts *testscript.TestScript, pattern string) {
	m := regexp.MustCompile(`(?:href|action)="(` + pattern + `)"`).FindSubmatch(b.last)
	if m == nil {
		ts.Fatalf("no link to %s in:\n%s", pattern, b.last)
	}
	b.ask(ts, false, http.MethodGet, string(m[1]), "", "text/html")
}

func (b *browser) upload(ts *testscript.TestScript, neg bool, args []string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(args[1], args[2])
	if len(args) > 3 {
		body.Reset()
		form = multipart.NewWriter(&body)
		part, err = form.CreateFormField(args[1])
	}
	ts.Check(err)
	_, err = io.WriteString(part, os.Expand(ts.ReadFile(args[2]), ts.Getenv))
	ts.Check(err)
	ts.Check(form.Close())
	b.exchange(ts, neg, http.MethodPost, args[0], body.String(), form.FormDataContentType(), "text/html")
}

func (b *browser) keep(ts *testscript.TestScript, name, pattern string) {
	m := regexp.MustCompile(pattern).FindSubmatch(b.last)
	if len(m) < 2 {
		ts.Fatalf("no %s in:\n%s", pattern, b.last)
	}
	ts.Setenv(name, string(m[1]))
}

func (b *browser) become(ts *testscript.TestScript, role string) {
	b.ask(ts, false, http.MethodGet, "/demo", "", "application/json")
	var people struct {
		Items []struct{ ID, Name, Role string }
	}
	if err := json.Unmarshal(b.last, &people); err != nil {
		ts.Check(json.Unmarshal(b.last, &people.Items))
	}
	for _, p := range people.Items {
		if p.Role == role || p.Name == role {
			b.ask(ts, false, http.MethodPost, "/demo/als/"+p.ID, "", "text/html")
			return
		}
	}
	ts.Fatalf("nobody in the demo is a %s", role)
}

// lockedBuffer takes the program's log lines, which come from several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// tamper changes a database as somebody with the file in hand can, without its rules.
func tamper(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0])+"?_pragma=foreign_keys(OFF)")
	ts.Check(err)
	defer func() { _ = db.Close() }()
	_, err = db.Exec(args[1])
	ts.Check(err)
}
