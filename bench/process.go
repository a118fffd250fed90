package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is the program itself, serving a database file.
type process struct {
	cmd    *exec.Cmd
	addr   string
	ended  chan error
	log    bytes.Buffer  // read only when the program has ended
	ready  time.Duration // from its start until /readyz said so
	client *http.Client
}

// build builds the program once.
func (b *bench) build(ctx context.Context) error {
	if b.binary != "" {
		return nil
	}
	file := filepath.Join(b.folder, "eerstelijn")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", file, "./cmd/eerstelijn")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build ./cmd/eerstelijn (run this from the top of the repository): %w", err)
	}
	b.binary = file
	return nil
}

// start starts the program on the file of the world and waits until it is ready.
func (b *bench) start(ctx context.Context) (*process, error) {
	w, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.close(); err != nil {
		return nil, err
	}
	if err := b.build(ctx); err != nil {
		return nil, err
	}
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &process{
		addr: addr, ended: make(chan error, 1),
		cmd:    exec.Command(b.binary, "serve", "--db", w.file, "--listen", addr, "--ops", "127.0.0.1:0"),
		client: &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	p.cmd.Stderr = &p.log
	start := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.cmd.Wait() }()
	if err := p.wait(ctx); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	p.ready = time.Since(start)
	return p, nil
}

// freeAddress gives an address that nobody listens on now. The program tells its own address only
// when it is ready, which is the very thing to be measured.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// wait asks /readyz until it says yes.
func (p *process) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if body, err := p.get(ctx, "/readyz"); err == nil && strings.TrimSpace(string(body)) == "ok" {
			return nil
		}
		select {
		case <-tick.C:
		case err := <-p.ended:
			p.ended <- err // for stop, which says why
			return errors.New("the program ended before it was ready")
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// stop asks the program to end, as an operator does, and waits.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // one that has ended already says so below
	if err := <-p.ended; err != nil {
		return fmt.Errorf("the program ended: %w\n%s", err, p.log.Bytes())
	}
	return nil
}

func (p *process) get(ctx context.Context, path string) ([]byte, error) {
	return p.send(ctx, http.MethodGet, path, "")
}

// send asks a page and gives its body; a form goes as a browser sends it.
func (p *process) send(ctx context.Context, method, path, form string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+p.addr+path, strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s", method, path, answer.Status)
	}
	return body, err
}

// memory gives how much memory the program holds, now and at most so far, in MB.
func (p *process) memory() (now, most float64, err error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		if name != "VmRSS" && name != "VmHWM" {
			continue
		}
		kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		if err != nil {
			return 0, 0, err
		}
		if name == "VmRSS" {
			now = kb * 1024 / 1e6
		} else {
			most = kb * 1024 / 1e6
		}
	}
	return now, most, nil
}
