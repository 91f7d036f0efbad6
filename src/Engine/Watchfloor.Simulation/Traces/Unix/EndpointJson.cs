using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Output;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Traces.Unix;

/// <summary>What an agent on a Mac reports: events of Apple's Endpoint Security as <c>eslogger</c> prints them, with the host's name.</summary>
internal sealed class EndpointJson(Recorder recorder)
{
    private long _sequence;

    public void Execute(Running process)
    {
        var to = Head(process.Started, process, "exec"u8, 9);
        to.Raw("\"exec\":{\"target\":{\"executable\":{\"path\":\""u8).Json(process.Image).Raw("\",\"path_truncated\":false},\"audit_token\":{\"pid\":"u8).Number(process.Pid)
            .Raw(",\"euid\":501,\"ruid\":501,\"egid\":20,\"rgid\":20,\"auid\":501,\"asid\":100016},\"ppid\":"u8).Number(process.Parent?.Pid ?? 1)
            .Raw(",\"signing_id\":\""u8).Json("com.apple." + process.Program.FileName).Raw("\",\"is_platform_binary\":true},\"cwd\":{\"path\":\""u8).Json(process.Directory)
            .Raw("\",\"path_truncated\":false},\"args\":["u8);
        var first = true;
        foreach (var word in AuditLines.Words(process.CommandLine))
        {
            to.Raw(first ? "\""u8 : ",\""u8).Json(word).Raw((byte)'"');
            first = false;
        }

        to.Raw("]}"u8);
        End(to, process.Parent ?? process);
    }

    public void Create(Running process, long time, string path)
    {
        var at = path.LastIndexOf('/');
        var to = Head(time, process, "create"u8, 13);
        to.Raw("\"create\":{\"destination_type\":1,\"destination\":{\"new_path\":{\"dir\":{\"path\":\""u8).Json(path[..at])
            .Raw("\",\"path_truncated\":false},\"filename\":\""u8).Json(path[(at + 1)..]).Raw("\",\"mode\":420}}}"u8);
        End(to, process);
    }

    private Utf8Buffer Head(long time, Running process, ReadOnlySpan<byte> action, int type)
    {
        var local = time + process.Host.Skew;
        return recorder.Begin(time).Raw("{\"schema_version\":1,\"time\":\""u8).Rfc3339(local).Raw("\",\"event_type\":"u8).Number(type)
            .Raw(",\"mach_time\":"u8).Number(local / 10).Raw(",\"seq_num\":"u8).Number(_sequence).Raw(",\"global_seq_num\":"u8).Number(_sequence++)
            .Raw(",\"action_type\":1,\"action\":{\"result\":{\"result_type\":0,\"result\":{\"auth\":0}}},\"host\":{\"name\":\""u8).Raw(process.Host.Name)
            .Raw("\"},\"event_name\":\""u8).Raw(action).Raw("\",\"event\":{"u8);
    }

    private void End(Utf8Buffer to, Running by)
    {
        to.Raw("},\"process\":{\"executable\":{\"path\":\""u8).Json(by.Image).Raw("\",\"path_truncated\":false},\"audit_token\":{\"pid\":"u8).Number(by.Pid)
            .Raw(",\"euid\":501,\"ruid\":501,\"egid\":20,\"rgid\":20,\"auid\":501,\"asid\":100016},\"ppid\":"u8).Number(by.Parent?.Pid ?? 1).Raw(",\"is_platform_binary\":true}}"u8);
        recorder.End(LogStream.Edr);
    }
}
