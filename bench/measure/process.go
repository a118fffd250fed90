package measure

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

// Program is the program itself, serving a database.
type Program struct {
	// Addr is where it listens.
	Addr string
	// Ready is how long it took from its start until /readyz said so.
	Ready time.Duration

	cmd    *exec.Cmd
	ended  chan error
	log    bytes.Buffer // read only when the program has ended
	client *http.Client
}

// Build builds the program in a folder and gives its file. It is run from the top of the repository.
func Build(ctx context.Context, folder string) (string, error) {
	file := filepath.Join(folder, "eerstelijn")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", file, "./cmd/eerstelijn")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go build ./cmd/eerstelijn (run this from the top of the repository): %w", err)
	}
	return file, nil
}

// Start starts the program on a database, with more flags where they are wanted, and waits until it is ready.
func Start(ctx context.Context, binary, db string, flags ...string) (*Program, error) {
	addr, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	p := &Program{
		Addr: addr, ended: make(chan error, 1),
		cmd:    exec.Command(binary, append([]string{"serve", "--db", db, "--listen", addr, "--ops", "127.0.0.1:0"}, flags...)...),
		client: &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	p.cmd.Stderr = &p.log
	start := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.cmd.Wait() }()
	if err := p.wait(ctx); err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	p.Ready = time.Since(start)
	return p, nil
}

// FreeAddress gives an address that nobody listens on now. The program tells its own address only
// when it is ready, which is the very thing to be measured.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// wait asks /readyz until it says yes.
func (p *Program) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if body, err := p.Send(ctx, http.MethodGet, "/readyz", ""); err == nil && strings.TrimSpace(string(body)) == "ok" {
			return nil
		}
		select {
		case <-tick.C:
		case err := <-p.ended:
			p.ended <- err // for Stop, which says why
			return errors.New("the program ended before it was ready")
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// PID is the number of its process.
func (p *Program) PID() int { return p.cmd.Process.Pid }

// Stop asks the program to end, as an operator does, and waits.
func (p *Program) Stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // one that has ended already says so below
	if err := <-p.ended; err != nil {
		return fmt.Errorf("the program ended: %w\n%s", err, p.log.Bytes())
	}
	return nil
}

// Send asks a page and gives its body; a form goes as a browser sends it.
func (p *Program) Send(ctx context.Context, method, path, form string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+p.Addr+path, strings.NewReader(form))
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

// Memory gives how much memory a process holds, now and at most so far, in MB.
func Memory(pid int) (now, most float64, err error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		if name != "VmRSS" && name != "VmHWM" {
			continue
		}
		mb, err := megabytes(value)
		if err != nil {
			return 0, 0, err
		}
		if name == "VmRSS" {
			now = mb
		} else {
			most = mb
		}
	}
	return now, most, nil
}

// Share gives how much memory a process holds, in MB, of which what several hold is divided among them.
func Share(pid int) (float64, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/smaps_rollup")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "Pss:"); ok {
			return megabytes(value)
		}
	}
	return 0, fmt.Errorf("process %d: no Pss in smaps_rollup", pid)
}

// megabytes reads what the kernel says of memory: '1234 kB'.
func megabytes(value string) (float64, error) {
	kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
	return kb * 1024 / 1e6, err
}
