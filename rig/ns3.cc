// ns-3's TCP behind the calls of sockets.h: in the place of sockets.c and host_STACK.c. One
// simulated node with a tap as its interface; the simulator keeps the time of day, in a thread of
// its own.
extern "C" {
#include "sockets.h"
}

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <ns3/core-module.h>
#include <ns3/fd-net-device-module.h>
#include <ns3/internet-module.h>
#include <ns3/network-module.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace {

using ns3::Ptr;
using std::chrono::milliseconds;

constexpr int finish_ms = 8000, end_of_time_s = 3600;
constexpr milliseconds step(1);

// What the application knows of a socket. Only the simulator's thread touches one.
struct Handle {
  Ptr<ns3::Socket> socket;
  std::deque<int> waiting; // handles, to be accepted
  bool connected = false, refused = false;
  bool ended = false, broken = false; // by the peer: in order, or by a reset or timeout
  ns3::TcpSocket::TcpStates_t state = ns3::TcpSocket::CLOSED;
};

Ptr<ns3::Node> node;
std::vector<Handle *> handles; // they live as long as the process
ns3::Ipv6Address own_ipv6;

// Does WORK in the simulator's thread, and waits for it.
template <typename Work> void in_simulator(Work work) {
  std::promise<void> done;
  ns3::Simulator::ScheduleWithContext(node->GetId(), ns3::Time(0), [&work, &done] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

// Until CONDITION holds, which is asked in the simulator's thread.
template <typename Condition> void wait_until(Condition condition) {
  for (bool holds = false; !holds;) {
    in_simulator([&] { holds = condition(); });
    if (!holds) std::this_thread::sleep_for(step);
  }
}

int told(const char *what, bool good) {
  if (!good) (void)fprintf(stderr, "app: %s: ns-3 refuses\n", what);
  return good ? 0 : -1;
}

Handle *known(int handle) {
  Handle *found = nullptr;
  in_simulator([&] {
    if (handle >= 0 && static_cast<size_t>(handle) < handles.size())
      found = handles[static_cast<size_t>(handle)];
  });
  return found;
}

void note_state(Handle *handle, ns3::TcpSocket::TcpStates_t, ns3::TcpSocket::TcpStates_t state) {
  handle->state = state;
}

void note_connected(Handle *handle, Ptr<ns3::Socket>) { handle->connected = true; }
void note_refused(Handle *handle, Ptr<ns3::Socket>) { handle->refused = true; }
void note_end(Handle *handle, Ptr<ns3::Socket>) { handle->ended = true; }
void note_break(Handle *handle, Ptr<ns3::Socket>) { handle->broken = true; }

// In the simulator's thread.
int keep(const Ptr<ns3::Socket> &socket) {
  auto *handle = new Handle;
  handle->socket = socket;
  socket->SetAttribute("TcpNoDelay", ns3::BooleanValue(false)); // until the script says otherwise
  socket->TraceConnectWithoutContext("State", ns3::MakeBoundCallback(&note_state, handle));
  socket->SetConnectCallback(ns3::MakeBoundCallback(&note_connected, handle),
                             ns3::MakeBoundCallback(&note_refused, handle));
  socket->SetCloseCallbacks(ns3::MakeBoundCallback(&note_end, handle),
                            ns3::MakeBoundCallback(&note_break, handle));
  handles.push_back(handle);
  return static_cast<int>(handles.size()) - 1;
}

// At once: text and FIN may be here before the application asks.
void note_accepted(Handle *handle, Ptr<ns3::Socket> socket, const ns3::Address &) {
  handle->waiting.push_back(keep(socket));
  handles.back()->state = ns3::TcpSocket::ESTABLISHED;
}

int open_tap(const char *name) {
  int tap = open("/dev/net/tun", O_RDWR);
  ifreq request = {};
  (void)snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  return tap >= 0 && ioctl(tap, TUNSETIFF, &request) == 0 ? tap : -1;
}

// One node with one interface on TAP, and HOST/LENGTH as its address.
void make_node(int tap, const std::string &host, unsigned length) {
  ns3::GlobalValue::Bind("SimulatorImplementationType",
                         ns3::StringValue("ns3::RealtimeSimulatorImpl"));
  ns3::GlobalValue::Bind("ChecksumEnabled", ns3::BooleanValue(true));
  ns3::Config::SetDefault("ns3::Icmpv6L4Protocol::DAD", ns3::BooleanValue(false));
  node = ns3::CreateObject<ns3::Node>();
  auto device = ns3::FdNetDeviceHelper().Install(node).Get(0)->GetObject<ns3::FdNetDevice>();
  device->SetFileDescriptor(tap);
  device->SetAddress(ns3::Mac48Address("02:00:00:00:00:0a"));
  ns3::InternetStackHelper().Install(node);
  if (host.find(':') == std::string::npos) {
    auto ip = node->GetObject<ns3::Ipv4>();
    uint32_t number = ip->AddInterface(device);
    ns3::Ipv4Mask mask(~0u << (32 - length));
    ip->AddAddress(number, ns3::Ipv4InterfaceAddress(ns3::Ipv4Address(host.c_str()), mask));
    ip->SetUp(number);
  } else {
    auto ip = node->GetObject<ns3::Ipv6>();
    uint32_t number = ip->AddInterface(device);
    own_ipv6 = ns3::Ipv6Address(host.c_str());
    ip->AddAddress(
        number, ns3::Ipv6InterfaceAddress(own_ipv6, ns3::Ipv6Prefix(static_cast<uint8_t>(length))));
    ip->SetUp(number);
  }
}

ns3::Address place(const char *host, bool ipv6, uint16_t port) {
  if (ipv6) {
    ns3::Ipv6Address address = host == nullptr ? own_ipv6 : ns3::Ipv6Address(host);
    return ns3::Inet6SocketAddress(address, port);
  }
  ns3::Ipv4Address address = host == nullptr ? ns3::Ipv4Address::GetAny() : ns3::Ipv4Address(host);
  return ns3::InetSocketAddress(address, port);
}

bool set_option(Handle *handle, const std::string &name, const std::string &value) {
  auto number = static_cast<uint64_t>(std::stoul(value));
  if (name == "nodelay")
    return handle->socket->SetAttributeFailSafe("TcpNoDelay", ns3::BooleanValue(number != 0));
  if (name == "rcvbuf")
    return handle->socket->SetAttributeFailSafe("RcvBufSize", ns3::UintegerValue(number));
  if (name == "sndbuf")
    return handle->socket->SetAttributeFailSafe("SndBufSize", ns3::UintegerValue(number));
  return false;
}

bool has_something_to_send(const Handle *handle) {
  switch (handle->state) {
  case ns3::TcpSocket::CLOSED:
  case ns3::TcpSocket::LISTEN:
  case ns3::TcpSocket::TIME_WAIT:
  case ns3::TcpSocket::FIN_WAIT_2:
    return false;
  default:
    return true;
  }
}

} // namespace

int net_start(const char *interface, const char *address) {
  const char *slash = address == nullptr ? nullptr : strchr(address, '/');
  int tap = interface == nullptr ? -1 : open_tap(interface);
  if (slash == nullptr || tap < 0) {
    (void)fprintf(stderr, "app: ns-3 wants --interface, a tap, and --address ADDRESS/LENGTH\n");
    return -1;
  }
  make_node(tap, std::string(address, slash),
            static_cast<unsigned>(strtoul(slash + 1, nullptr, 10)));
  ns3::Simulator::Stop(ns3::Seconds(end_of_time_s)); // an event to come, or the simulator would end
  std::thread([] { ns3::Simulator::Run(); }).detach();
  std::this_thread::sleep_for(milliseconds(300));
  return 0;
}

int net_socket(bool) {
  int handle = -1;
  in_simulator(
      [&] { handle = keep(ns3::Socket::CreateSocket(node, ns3::TcpSocketFactory::GetTypeId())); });
  return handle;
}

int net_set(int handle, const char *name, const char *value) {
  bool good = false;
  Handle *known_handle = known(handle);
  if (known_handle != nullptr) in_simulator([&] { good = set_option(known_handle, name, value); });
  return told(name, good);
}

int net_bind(int handle, bool ipv6, uint16_t port) {
  bool good = false;
  Handle *known_handle = known(handle);
  if (known_handle != nullptr)
    in_simulator([&] { good = known_handle->socket->Bind(place(nullptr, ipv6, port)) == 0; });
  return told("bind", good);
}

int net_listen(int handle) {
  bool good = false;
  Handle *listener = known(handle);
  if (listener != nullptr)
    in_simulator([&] {
      listener->socket->SetAcceptCallback(
          ns3::MakeNullCallback<bool, Ptr<ns3::Socket>, const ns3::Address &>(),
          ns3::MakeBoundCallback(&note_accepted, listener));
      good = listener->socket->Listen() == 0;
    });
  return told("listen", good);
}

int net_accept(int handle) {
  Handle *listener = known(handle);
  if (listener == nullptr) return told("accept", false);
  int accepted = -1;
  wait_until([&] {
    if (listener->waiting.empty()) return false;
    accepted = listener->waiting.front();
    listener->waiting.pop_front();
    return true;
  });
  return accepted;
}

int net_connect(int handle, const char *address, uint16_t port) {
  Handle *client = known(handle);
  if (client == nullptr) return told("connect", false);
  bool ipv6 = strchr(address, ':') != nullptr;
  in_simulator([&] {
    if (client->socket->Connect(place(address, ipv6, port)) != 0) client->refused = true;
  });
  wait_until([&] { return client->connected || client->refused || client->broken; });
  return told("connect", client->connected);
}

int net_send(int handle, const uint8_t *octets, size_t length, bool urgent) {
  Handle *sender = known(handle);
  if (sender == nullptr || urgent) return told("send", false);
  int sent = -1;
  wait_until([&] {
    if (sender->broken) return true;
    size_t room = sender->socket->GetTxAvailable();
    if (room == 0) return false;
    auto part = static_cast<uint32_t>(std::min(room, length));
    sent = sender->socket->Send(octets, part, 0);
    return true;
  });
  return sent > 0 ? sent : told("send", false);
}

int net_receive(int handle, uint8_t *octets, size_t length) {
  Handle *receiver = known(handle);
  if (receiver == nullptr) return told("receive", false);
  int got = -1;
  wait_until([&] {
    if (receiver->socket->GetRxAvailable() > 0) {
      got = receiver->socket->Recv(octets, static_cast<uint32_t>(length), 0);
      return true;
    }
    if (receiver->ended && !receiver->broken) got = 0;
    return receiver->ended || receiver->broken;
  });
  return got >= 0 ? got : told("receive", false);
}

int net_shut(int handle) {
  bool good = false;
  Handle *known_handle = known(handle);
  if (known_handle != nullptr)
    in_simulator([&] { good = known_handle->socket->ShutdownSend() == 0; });
  return told("shut", good);
}

int net_close(int handle) {
  bool good = false;
  Handle *known_handle = known(handle);
  if (known_handle != nullptr) in_simulator([&] { good = known_handle->socket->Close() == 0; });
  return told("close", good);
}

int net_abort(int) { return told("abort", false); }

bool net_lives_here(void) { return true; }

void net_finish(void) {
  bool busy = true;
  for (int waited = 0; busy && waited < finish_ms; waited += 20) {
    in_simulator([&] {
      busy = false;
      for (const Handle *handle : handles)
        busy = busy || has_something_to_send(handle);
    });
    std::this_thread::sleep_for(milliseconds(20));
  }
}
