using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Acts;

/// <summary>What goes over the wire. Names are asked of the domain controller; pages are asked through the proxy.</summary>
internal sealed class ConnectionActs(World world)
{
    /// <summary>The port that the proxy listens on.</summary>
    private const int ProxyPort = 3128;

    /// <summary>Addresses inside begin with this.</summary>
    private const string Inside = "10.";

    /// <summary>Looks up a name: Sysmon sees who asked, the sensor sees the question.</summary>
    /// <param name="time">When.</param>
    /// <param name="process">Who asks.</param>
    /// <param name="name">The name.</param>
    /// <param name="answer">The answer, or null when there is no such name.</param>
    /// <param name="type">The kind of record.</param>
    /// <param name="remembered">True when the machine may still know the answer.</param>
    public void Resolve(long time, Running process, string name, string? answer, string type = "A", bool remembered = false)
    {
        var host = process.Host;
        if (remembered)
        {
            if (host.NamesKnown.TryGetValue(name, out var until) && until > time) return;
            host.NamesKnown[name] = time + (5 * Span.Minute);
        }

        if (host.IsWindows)
            world.Sysmon.DnsQuery(process, time, name, answer is null ? 9003 : 0, answer is null ? "-" : type == "A" ? $"::ffff:{answer};" : $"type:  {(type == "TXT" ? 16 : 5)} {answer};");
        Ask(time, host, name, type, answer is null ? 3 : 0, answer);
    }

    /// <summary>A question without a process that anybody watches.</summary>
    public void Ask(long time, Host host, string name, string type, int code, string? answer)
    {
        var port = host.NextPort();
        world.Network.Dns(world.Sensor, time + (2 * Span.Millisecond), host.Address, port, world.Controller.Address, name, type, code, answer);
        world.Network.Flow(time, time + (12 * Span.Millisecond), 17, host.Address, port, world.Controller.Address, 53, 1, 60 + name.Length);
    }

    /// <summary>Connects to another machine or address.</summary>
    /// <param name="time">When.</param>
    /// <param name="process">Who connects.</param>
    /// <param name="address">To where.</param>
    /// <param name="name">The name of the other end, or a dash.</param>
    /// <param name="port">The port there.</param>
    /// <param name="bytes">Bytes sent.</param>
    /// <param name="lasts">How long.</param>
    /// <param name="passed">False when the firewall drops it.</param>
    /// <returns>The local port.</returns>
    public int Connect(long time, Running process, string address, string name, int port, long bytes, long lasts, bool passed = true)
    {
        var host = process.Host;
        var local = host.NextPort();
        if (host.IsWindows && passed)
            world.Sysmon.Connection(process, time + Span.Millisecond, "tcp", initiated: true, host.Address, host.Fqdn, local, address, name, port);
        if (!address.StartsWith(Inside, StringComparison.Ordinal))
            world.Syslog.Packet(world.Firewall, time + (2 * Span.Millisecond), passed, "TCP", host.Address, local, address, port, inward: false);
        if (passed) world.Network.Flow(time, time + lasts, 6, host.Address, local, address, port, 6 + (bytes / 1_200), bytes);
        return local;
    }

    /// <summary>Connects to a machine of the company.</summary>
    public int Connect(long time, Running process, Host to, int port, long bytes, long lasts)
    {
        var local = Connect(time, process, to.Address, to.Fqdn, port, bytes, lasts);
        if (to.IsWindows && to.Role != "domain-controller" && Listener(to, port) is { } listener)
            world.Sysmon.Connection(listener, time + (2 * Span.Millisecond), "tcp", initiated: false, process.Host.Address, process.Host.Fqdn, local, to.Address, to.Fqdn, port);
        return local;
    }

    /// <summary>Asks for a page through the proxy: the name, the connection, the row of the proxy, the proxy's own way out.</summary>
    /// <param name="time">When.</param>
    /// <param name="process">Who asks.</param>
    /// <param name="user">The name that the proxy knows them by, or a dash.</param>
    /// <param name="method">The method; <c>CONNECT</c> for what is encrypted.</param>
    /// <param name="host">The site's name.</param>
    /// <param name="address">The site's address.</param>
    /// <param name="uri">What is asked for: the whole address, or <c>host:443</c>.</param>
    /// <param name="agent">What the program calls itself.</param>
    /// <param name="type">The kind of content.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="received">Bytes received.</param>
    /// <param name="sent">Bytes sent.</param>
    /// <param name="referer">The page before, or a dash.</param>
    /// <param name="connect">False when a connection to the proxy is open already.</param>
    public void Http(long time, Running process, string user, string method, string host, string address, string uri, string agent, string type, int status, long received, long sent, string referer = "-", bool connect = true)
    {
        var client = process.Host;
        var taken = world.Dice.Between(20, 900);
        if (connect)
        {
            if (client.IsWindows) Resolve(time, process, world.Proxy.Fqdn, world.Proxy.Address, remembered: true);
            Connect(time + (3 * Span.Millisecond), process, world.Proxy, ProxyPort, received + sent, (taken * Span.Millisecond) + (world.Dice.Between(1, 60) * Span.Second));
        }

        world.Network.Proxy(world.Proxy, time + (taken * Span.Millisecond), taken, client.Address, user, method, uri, host, agent, referer, type, status, received, sent, address);
        if (status is 403 or 407) return;
        if (!world.Proxy.NamesKnown.TryGetValue(host, out var until) || until < time)
        {
            world.Proxy.NamesKnown[host] = time + (5 * Span.Minute);
            Ask(time + (5 * Span.Millisecond), world.Proxy, host, "A", 0, address);
        }

        if (!connect) return;
        var port = world.Proxy.NextPort();
        world.Syslog.Packet(world.Firewall, time + (9 * Span.Millisecond), passed: true, "TCP", world.Proxy.Address, port, address, uri.StartsWith("http:", StringComparison.Ordinal) ? 80 : 443, inward: false);
        world.Network.Flow(time + (9 * Span.Millisecond), time + (taken * Span.Millisecond), 6, world.Proxy.Address, port, address, 443, 8 + (received / 1_300), received + sent);
    }

    /// <summary>Somebody on the Internet asks the company's web server for something.</summary>
    public void Visit(long time, string address, string method, string target, int status, long bytes, string referer, string agent, bool first = true)
    {
        var port = world.Dice.Between(1_024, 65_535);
        if (first)
        {
            world.Syslog.Packet(world.Firewall, time, passed: true, "TCP", address, port, world.Web.Address, 443, inward: true);
            world.Network.Flow(time, time + (world.Dice.Between(1, 300) * Span.Second / 10), 6, address, port, world.Web.Address, 443, 9 + (bytes / 1_300), bytes + 600);
        }

        world.Network.Web(world.Web, time + (20 * Span.Millisecond), address, "-", method, target, status, bytes, referer, agent);
    }

    private static Running? Listener(Host host, int port) => port switch
    {
        1433 => host.Always.GetValueOrDefault("sqlservr"),
        135 or 5985 => host.Always.GetValueOrDefault("dcom"),
        3389 => host.Always.GetValueOrDefault("svchost"),
        _ => null,
    };
}
