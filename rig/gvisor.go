// Package main gives gVisor's TCP the calls of sockets.h: built as a C archive, it stands in the place of
// sockets.c and host_STACK.c. The stack lives in the application's process, on a tap interface.
package main

/*
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/fdbased"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

const (
	nic         = 1
	mtu         = 1500
	hardware    = "\x02\x00\x00\x00\x00\x0a"
	backlog     = 8
	tunSetIff   = 0x400454ca // linux/if_tun.h
	iffTap      = 0x0002
	iffNoPi     = 0x1000
	finishAfter = 8 * time.Second
	detection   = 1300 * time.Millisecond // of duplicate IPv6 addresses
)

// One socket: an endpoint of the stack, what it wakes, and once it is connected the stream on it.
type socket struct {
	endpoint tcpip.Endpoint
	queue    *waiter.Queue
	stream   *gonet.TCPConn
}

var (
	network *stack.Stack
	own     tcpip.Address
	sockets []*socket // by their handles
)

func main() {}

// told is -1, and says why, if ERR is an error; otherwise 0.
func told(what string, err interface{}) C.int {
	switch reason := err.(type) {
	case nil:
		return 0
	case tcpip.Error:
		fmt.Fprintf(os.Stderr, "app: %s: %s\n", what, reason)
	default:
		fmt.Fprintf(os.Stderr, "app: %s: %v\n", what, reason)
	}
	return -1
}

// failed is told for errors of the stack, whose nil is not that of an empty interface.
func failed(what string, err tcpip.Error) C.int {
	if err == nil {
		return 0
	}
	return told(what, err)
}

func openTap(name string) (int, error) {
	tap, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	var request struct {
		name  [16]byte
		flags uint16
		_     [64]byte
	}
	copy(request.name[:15], name)
	request.flags = iffTap | iffNoPi
	_, _, number := syscall.Syscall(syscall.SYS_IOCTL, uintptr(tap), tunSetIff, uintptr(unsafe.Pointer(&request)))
	if number != 0 {
		return -1, number
	}
	return tap, nil
}

func addressOf(ip net.IP) tcpip.Address {
	if short := ip.To4(); short != nil {
		return tcpip.Address(short)
	}
	return tcpip.Address(ip.To16())
}

func protocolOf(ipv6Wanted bool) tcpip.NetworkProtocolNumber {
	if ipv6Wanted {
		return ipv6.ProtocolNumber
	}
	return ipv4.ProtocolNumber
}

// start makes a stack with one interface on TAP and the address CIDR.
func start(tap int, cidr string) error {
	ip, subnet, err := net.ParseCIDR(cidr)
	if err != nil {
		return err
	}
	network = stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol, ipv6.NewProtocol, arp.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
	})
	sack := tcpip.TCPSACKEnabled(true) // as gVisor itself has it
	if failed("sack", network.SetTransportProtocolOption(tcp.ProtocolNumber, &sack)) != 0 {
		return errors.New("no SACK")
	}
	link, err := fdbased.New(&fdbased.Options{
		FDs: []int{tap}, MTU: mtu, EthernetHeader: true, Address: tcpip.LinkAddress(hardware)})
	if err != nil {
		return err
	}
	own = addressOf(ip)
	length, _ := subnet.Mask.Size()
	address := tcpip.ProtocolAddress{
		Protocol:          protocolOf(len(own) == net.IPv6len),
		AddressWithPrefix: tcpip.AddressWithPrefix{Address: own, PrefixLen: length},
	}
	if failed("interface", network.CreateNIC(nic, link)) != 0 ||
		failed("address", network.AddProtocolAddress(nic, address, stack.AddressProperties{})) != 0 {
		return errors.New("no interface")
	}
	network.SetRouteTable([]tcpip.Route{
		{Destination: header.IPv4EmptySubnet, NIC: nic}, {Destination: header.IPv6EmptySubnet, NIC: nic}})
	if len(own) == net.IPv6len {
		time.Sleep(detection)
	}
	return nil
}

//export net_start
func net_start(tapName, cidr *C.char) C.int {
	if tapName == nil || cidr == nil {
		return told("gVisor", errors.New("wants --interface, a tap, and --address ADDRESS/LENGTH"))
	}
	tap, err := openTap(C.GoString(tapName))
	if err != nil {
		return told("tap", err)
	}
	return told("start", start(tap, C.GoString(cidr)))
}

func keep(endpoint tcpip.Endpoint, queue *waiter.Queue) C.int {
	sockets = append(sockets, &socket{endpoint: endpoint, queue: queue})
	return C.int(len(sockets) - 1)
}

// known is the socket of a handle, or nil if there is none.
func known(handle C.int) *socket {
	if handle < 0 || int(handle) >= len(sockets) {
		told("socket", errors.New("there is none"))
		return nil
	}
	return sockets[handle]
}

//export net_socket
func net_socket(ipv6Wanted C.bool) C.int {
	queue := new(waiter.Queue)
	endpoint, err := network.NewEndpoint(tcp.ProtocolNumber, protocolOf(bool(ipv6Wanted)), queue)
	if err != nil {
		return failed("socket", err)
	}
	endpoint.SocketOptions().SetReuseAddress(true)
	endpoint.SocketOptions().SetDelayOption(true) // Nagle's algorithm, until the script says otherwise
	return keep(endpoint, queue)
}

// keepAlive sets keep-alives every N seconds, three of them.
func keepAlive(endpoint tcpip.Endpoint, n int) C.int {
	idle := tcpip.KeepaliveIdleOption(time.Duration(n) * time.Second)
	interval := tcpip.KeepaliveIntervalOption(time.Duration(n) * time.Second)
	endpoint.SocketOptions().SetKeepAlive(true)
	return failed("keepalive", endpoint.SetSockOpt(&idle)) | failed("keepalive", endpoint.SetSockOpt(&interval)) |
		failed("keepalive", endpoint.SetSockOptInt(tcpip.KeepaliveCountOption, 3))
}

//export net_set
func net_set(handle C.int, name, value *C.char) C.int {
	s := known(handle)
	if s == nil {
		return -1
	}
	number, _ := strconv.Atoi(C.GoString(value))
	switch option := C.GoString(name); option {
	case "nodelay":
		s.endpoint.SocketOptions().SetDelayOption(number == 0)
	case "rcvbuf":
		s.endpoint.SocketOptions().SetReceiveBufferSize(int64(number), true)
	case "sndbuf":
		s.endpoint.SocketOptions().SetSendBufferSize(int64(number), true)
	case "keepalive":
		return keepAlive(s.endpoint, number)
	case "mss":
		return failed(option, s.endpoint.SetSockOptInt(tcpip.MaxSegOption, number))
	case "usertimeout":
		timeout := tcpip.TCPUserTimeoutOption(time.Duration(number) * time.Millisecond)
		return failed(option, s.endpoint.SetSockOpt(&timeout))
	default:
		return told(option, errors.New("there is no such option"))
	}
	return 0
}

//export net_bind
func net_bind(handle C.int, _ C.bool, port C.uint16_t) C.int {
	s := known(handle)
	if s == nil {
		return -1
	}
	return failed("bind", s.endpoint.Bind(tcpip.FullAddress{NIC: nic, Addr: own, Port: uint16(port)}))
}

//export net_listen
func net_listen(handle C.int) C.int {
	s := known(handle)
	if s == nil {
		return -1
	}
	return failed("listen", s.endpoint.Listen(backlog))
}

// connected gives the socket its stream.
func (s *socket) connected() {
	s.stream = gonet.NewTCPConn(s.queue, s.endpoint)
}

//export net_accept
func net_accept(handle C.int) C.int {
	listener := known(handle)
	if listener == nil {
		return -1
	}
	entry, ready := waiter.NewChannelEntry(waiter.ReadableEvents)
	listener.queue.EventRegister(&entry)
	defer listener.queue.EventUnregister(&entry)
	for {
		endpoint, queue, err := listener.endpoint.Accept(nil)
		if err == nil {
			accepted := keep(endpoint, queue)
			endpoint.SocketOptions().SetDelayOption(true)
			sockets[accepted].connected()
			return accepted
		}
		if _, nobody := err.(*tcpip.ErrWouldBlock); !nobody {
			return failed("accept", err)
		}
		<-ready
	}
}

//export net_connect
func net_connect(handle C.int, address *C.char, port C.uint16_t) C.int {
	s := known(handle)
	if s == nil {
		return -1
	}
	entry, ready := waiter.NewChannelEntry(waiter.WritableEvents | waiter.EventErr | waiter.EventHUp)
	s.queue.EventRegister(&entry)
	defer s.queue.EventUnregister(&entry)
	peer := addressOf(net.ParseIP(C.GoString(address)))
	err := s.endpoint.Connect(tcpip.FullAddress{NIC: nic, Addr: peer, Port: uint16(port)})
	if _, started := err.(*tcpip.ErrConnectStarted); started {
		<-ready
		err = s.endpoint.LastError()
	}
	if err == nil {
		s.connected()
	}
	return failed("connect", err)
}

// streamOf is the stream of a connected socket, or nil.
func streamOf(handle C.int) *gonet.TCPConn {
	s := known(handle)
	if s == nil || s.stream == nil {
		return nil
	}
	return s.stream
}

func octets(memory *C.uint8_t, length C.size_t) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(memory)), int(length))
}

//export net_send
func net_send(handle C.int, memory *C.uint8_t, length C.size_t, urgent C.bool) C.int {
	stream := streamOf(handle)
	if stream == nil || bool(urgent) {
		return told("send", errors.New("not connected, or urgent"))
	}
	sent, err := stream.Write(octets(memory, length))
	if sent > 0 {
		return C.int(sent)
	}
	return told("send", err)
}

//export net_receive
func net_receive(handle C.int, memory *C.uint8_t, length C.size_t) C.int {
	stream := streamOf(handle)
	if stream == nil {
		return told("receive", errors.New("not connected"))
	}
	got, err := stream.Read(octets(memory, length))
	if got > 0 || errors.Is(err, io.EOF) {
		return C.int(got)
	}
	return told("receive", err)
}

//export net_shut
func net_shut(handle C.int) C.int {
	s := known(handle)
	if s == nil {
		return -1
	}
	return failed("shut", s.endpoint.Shutdown(tcpip.ShutdownWrite))
}

//export net_close
func net_close(handle C.int) C.int {
	s := known(handle)
	if s == nil {
		return -1
	}
	s.endpoint.Close()
	return 0
}

//export net_abort
func net_abort(handle C.int) C.int {
	s := known(handle)
	if s == nil {
		return -1
	}
	s.endpoint.SocketOptions().SetLinger(tcpip.LingerOption{Enabled: true, Timeout: 0})
	s.endpoint.Close()
	return 0
}

func busy() bool {
	for _, s := range sockets {
		switch tcp.EndpointState(s.endpoint.State()) {
		case tcp.StateSynSent, tcp.StateSynRecv, tcp.StateEstablished, tcp.StateFinWait1, tcp.StateFinWait2,
			tcp.StateCloseWait, tcp.StateLastAck, tcp.StateClosing:
			return true
		}
	}
	return false
}

//export net_lives_here
func net_lives_here() C.bool {
	return true
}

//export net_finish
func net_finish() {
	for end := time.Now().Add(finishAfter); busy() && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
}
