package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"eerstelijn/bench/measure"
)

// peerFolder is where the peer stands, from the top of the repository.
const peerFolder = "bench/fhir/peer"

// peerDatabase is the database of the peer. Its text order is that of bytes, in which the indexes that HAPI
// makes serve the beginning of a name too.
const peerDatabase = "bench_fhir_peer"

var errNoPostgres = errors.New("EERSTELIJN_TEST_POSTGRES is empty; run 'make bench-fhir', or 'scripts/postgres go run ./bench/fhir'")

func freshDatabase(ctx context.Context, name string) (string, error) {
	server := os.Getenv("EERSTELIJN_TEST_POSTGRES")
	if server == "" {
		return "", errNoPostgres
	}
	return measure.FreshDatabase(ctx, server, name)
}

// startPeer builds the peer where that is not done yet, and starts it on a new database.
func (b *bench) startPeer(ctx context.Context) (_ *base, stop func() error, err error) {
	address, err := freshDatabase(ctx, peerDatabase)
	if err != nil {
		return nil, nil, err
	}
	if err := buildPeer(ctx); err != nil {
		return nil, nil, err
	}
	listen, err := measure.FreeAddress()
	if err != nil {
		return nil, nil, err
	}
	classes, err := os.ReadFile(filepath.Join(peerFolder, "target", "classpath"))
	if err != nil {
		return nil, nil, err
	}
	java, err := javaOf(ctx, "-Xmx"+b.heap, "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
		"-cp", filepath.Join(peerFolder, "target", "classes")+":"+string(classes), "nl.eerstelijn.bench.Peer")
	if err != nil {
		return nil, nil, err
	}
	_, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, nil, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil, err
	}
	password, _ := u.User.Password()
	java.Env = append(os.Environ(), "PEER_PORT="+port, "PEER_URL=jdbc:postgresql://"+u.Host+u.Path, "PEER_USER="+u.User.Username(), "PEER_PASSWORD="+password)
	start := time.Now()
	told, stop, err := begun(java)
	if err != nil {
		return nil, nil, err
	}
	peer, err := newBase("HAPI on PostgreSQL", told)
	if err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	fmt.Fprintf(b.Out, "(%s: serving after %.1f s)\n", peer.name, time.Since(start).Seconds())
	peer.processes = []int{java.Process.Pid}
	peer.settle = func(ctx context.Context) error {
		backends, err := settle(ctx, address)
		peer.processes = append(peer.processes, backends...)
		return err
	}
	peer.memory = func() (float64, string, error) { return peerMemory(peer.processes) }
	return peer, stop, nil
}

func javaOf(ctx context.Context, args ...string) (*exec.Cmd, error) {
	file, err := exec.LookPath("java")
	if err != nil {
		return nil, fmt.Errorf("the peer needs Java 17 and Maven (scripts/need java maven), or leave it out with -alone: %w", err)
	}
	return exec.CommandContext(ctx, file, args...), nil
}

// buildPeer asks the network only when something is not there yet.
func buildPeer(ctx context.Context) error {
	maven := func(args ...string) ([]byte, error) {
		return exec.CommandContext(ctx, "mvn", append([]string{"-B", "-q", "--no-transfer-progress", "-f", peerFolder + "/pom.xml", "compile"}, args...)...).CombinedOutput()
	}
	if _, err := maven("-o"); err == nil {
		return nil
	}
	if said, err := maven(); err != nil {
		return fmt.Errorf("mvn compile in %s: %w\n%s", peerFolder, err, said)
	}
	return nil
}

// begun starts the peer and waits until it says where it serves. It ends when its input does.
func begun(java *exec.Cmd) (address string, stop func() error, err error) {
	in, err := java.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	out, err := java.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	java.Stderr = os.Stderr
	if err := java.Start(); err != nil {
		return "", nil, err
	}
	stop = func() error {
		_ = in.Close() // one that has ended already says so below
		return java.Wait()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("the peer did not start: %w", err), stop())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }() // it says nothing more that counts
	return strings.TrimSpace(line), stop, nil
}

// settle does for the peer's database what time would, and gives the processes of its connections.
func settle(ctx context.Context, address string) (backends []int, err error) {
	db, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close(ctx) }()
	if _, err := db.Exec(ctx, `VACUUM (ANALYZE)`); err != nil {
		return nil, err
	}
	rows, err := db.Query(ctx, `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend' AND pid <> pg_backend_pid()`, peerDatabase)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int])
}

// peerMemory adds up Java and its connections, each of which has its share of what they hold together.
func peerMemory(processes []int) (float64, string, error) {
	java, _, err := measure.Memory(processes[0])
	if err != nil {
		return 0, "", err
	}
	shares := 0.0
	for _, pid := range processes[1:] {
		share, err := measure.Share(pid)
		if err != nil {
			return 0, "", err
		}
		shares += share
	}
	return java + shares, fmt.Sprintf("Java %.0f and its connections to PostgreSQL %.0f", java, shares), nil
}
