using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Output;

namespace Watchfloor.Simulation.Traces.Windows;

/// <summary>What PowerShell and the service manager write.</summary>
internal sealed class OtherChannels(Recorder recorder)
{
    private readonly WindowsEvent _event = new(recorder);

    /// <summary>A block of script that PowerShell compiled (4104).</summary>
    public void ScriptBlock(Running process, long time, string script, string path)
    {
        var id = Dice.Hash((ulong)time, script);
        _event.Begin().Add("MessageNumber"u8, 1).Add("MessageTotal"u8, 1).Add("ScriptBlockText"u8, script)
            .Open("ScriptBlockId"u8).Hex(id >> 32, 8).Raw((byte)'-').Hex(id & 0xFFFF, 4).Raw("-4"u8).Hex((id >> 16) & 0xFFF, 3).Raw("-8"u8)
            .Hex((id >> 20) & 0xFFF, 3).Raw((byte)'-').Hex(id >> 16, 12);
        _event.Close().Add("Path"u8, path);
        _event.Write(process.Host, time, Channel.PowerShell, 4104, 2, 5, "0x0"u8, "Creating Scriptblock text (1 of 1):"u8);
    }

    /// <summary>A command that PowerShell ran (4103).</summary>
    public void Module(Running process, long time, string command, string payload)
    {
        var context = $"        Severity = Informational\n        Host Name = ConsoleHost\n        Host Version = 5.1.22621.2506\n        Host Application = {process.CommandLine.Replace("\"", "", StringComparison.Ordinal)}\n        Engine Version = 5.1.22621.2506\n        Command Name = {command}\n        Command Type = Cmdlet\n        User = {process.Session.Account.Qualified}\n        Shell ID = Microsoft.PowerShell\n";
        _event.Begin().Add("ContextInfo"u8, context).Add("UserData"u8, ""u8).Add("Payload"u8, payload);
        _event.Write(process.Host, time, Channel.PowerShell, 4103, 106, 4, "0x0"u8, "CommandInvocation"u8);
    }

    public void ServiceInstalled(Host host, long time, string name, string file, string account)
    {
        _event.Begin().Add("ServiceName"u8, name).Add("ImagePath"u8, file).Add("ServiceType"u8, "user mode service"u8)
            .Add("StartType"u8, "demand start"u8).Add("AccountName"u8, account);
        _event.Write(host, time, Channel.System, 7045, 0, 4, "0x8080000000000000"u8, "A service was installed in the system."u8);
    }

    public void ServiceState(Host host, long time, string name, string state)
    {
        _event.Begin().Add("param1"u8, name).Add("param2"u8, state);
        _event.Write(host, time, Channel.System, 7036, 0, 4, "0x8080000000000000"u8, "The service entered another state."u8);
    }
}
