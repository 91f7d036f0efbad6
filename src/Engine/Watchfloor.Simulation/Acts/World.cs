using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Output;
using Watchfloor.Simulation.Traces.Cloud;
using Watchfloor.Simulation.Traces.Network;
using Watchfloor.Simulation.Traces.Unix;
using Watchfloor.Simulation.Traces.Windows;

namespace Watchfloor.Simulation.Acts;

/// <summary>
/// Everything that can be done, each act once: it changes what the machines know and leaves its traces in every log that would see it.
/// Which logs those are is decided in the acts and nowhere else.
/// </summary>
internal sealed class World
{
    public World(Company.Directory company, long start)
    {
        Company = company;
        Recorder = new Recorder(start);
        Dice = new Dice(company.Seed, "world");
        Sysmon = new SysmonLog(Recorder);
        Security = new SecurityLog(Recorder);
        Channels = new OtherChannels(Recorder);
        Syslog = new SyslogLines(Recorder);
        Audit = new AuditLines(Recorder);
        Endpoint = new EndpointJson(Recorder);
        Network = new NetworkLogs(Recorder, company.Seed);
        Cloud = new CloudLogs(Recorder, company);
        Controller = company.The("domain-controller");
        Proxy = company.The("proxy");
        Firewall = company.The("firewall");
        Sensor = company.The("sensor");
        Vpn = company.The("vpn");
        Web = company.The("web-server");
        Processes = new ProcessActs(this);
        Logons = new LogonActs(this);
        Connections = new ConnectionActs(this);
        System = new SystemActs(this);
        foreach (var host in company.Hosts) Startup.Boot(this, host, start);
    }

    public Company.Directory Company { get; }

    public Recorder Recorder { get; }

    public Programs Programs { get; } = new();

    /// <summary>For what no actor decides: delays within an act, lengths, numbers.</summary>
    public Dice Dice { get; }

    public SysmonLog Sysmon { get; }

    public SecurityLog Security { get; }

    public OtherChannels Channels { get; }

    public SyslogLines Syslog { get; }

    public AuditLines Audit { get; }

    public EndpointJson Endpoint { get; }

    public NetworkLogs Network { get; }

    public CloudLogs Cloud { get; }

    public Host Controller { get; }

    public Host Proxy { get; }

    public Host Firewall { get; }

    public Host Sensor { get; }

    public Host Vpn { get; }

    public Host Web { get; }

    public ProcessActs Processes { get; }

    public LogonActs Logons { get; }

    public ConnectionActs Connections { get; }

    public SystemActs System { get; }
}
