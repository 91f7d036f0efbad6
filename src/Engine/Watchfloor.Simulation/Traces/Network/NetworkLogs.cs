using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Output;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Traces.Network;

/// <summary>What the proxy, the sensor, the exporter of flows and the web server write.</summary>
internal sealed class NetworkLogs(Recorder recorder, ulong seed)
{
    private readonly Dice _dice = new(seed, "network logs");

    /// <summary>A row of the proxy.</summary>
    public void Proxy(Host proxy, long time, int taken, string client, string user, string method, string uri, string host, string agent, string referer, string type, int status, long received, long sent, string server)
    {
        var local = time + proxy.Skew;
        var to = recorder.Begin(time).Date(local).Raw((byte)' ').Clock(local).Raw((byte)' ').Number(taken).Raw((byte)' ').Raw(client).Raw((byte)' ').Raw(user)
            .Raw(status == 407 || status == 403 ? " TCP_DENIED "u8 : method == "CONNECT" ? " TCP_TUNNELED "u8 : " TCP_MISS "u8).Number(status).Raw((byte)' ').Raw(method).Raw((byte)' ').Raw(uri)
            .Raw((byte)' ').Raw(host).Raw((byte)' ');
        Quoted(to, agent).Raw((byte)' ');
        Quoted(to, referer).Raw((byte)' ').Raw(type).Raw((byte)' ').Number(received).Raw((byte)' ').Number(sent)
            .Raw((byte)' ').Raw(proxy.Address).Raw((byte)' ').Raw(server);
        recorder.End(LogStream.Proxy);
    }

    /// <summary>A question to a name server and its answer, as Zeek saw them on the wire.</summary>
    public void Dns(Host sensor, long time, string client, int port, string server, string query, string type, int code, string? answer)
    {
        var to = recorder.Begin(time).Raw("{\"@stream\":\"dns\",\"@system\":\""u8).Raw(sensor.Name).Raw("\",\"@proc\":\"zeek\",\"ts\":"u8).Epoch(time + sensor.Skew, 6)
            .Raw(",\"uid\":\"C"u8);
        Uid(to);
        to.Raw("\",\"id_orig_h\":\""u8).Raw(client).Raw("\",\"id_orig_p\":"u8).Number(port).Raw(",\"id_resp_h\":\""u8).Raw(server)
            .Raw("\",\"id_resp_p\":53,\"proto\":\"udp\",\"trans_id\":"u8).Number(_dice.Below(65_536));
        if (code == 0) to.Raw(",\"rtt\":0."u8).Padded(_dice.Between(200, 60_000), 6);
        to.Raw(",\"query\":\""u8).Json(query).Raw("\",\"qclass\":1,\"qclass_name\":\"C_INTERNET\",\"qtype\":"u8)
            .Number(type switch { "A" => 1, "AAAA" => 28, "TXT" => 16, "PTR" => 12, "SRV" => 33, "NULL" => 10, _ => 5 })
            .Raw(",\"qtype_name\":\""u8).Raw(type).Raw("\",\"rcode\":"u8).Number(code).Raw(code == 0 ? ",\"rcode_name\":\"NOERROR\""u8 : code == 3 ? ",\"rcode_name\":\"NXDOMAIN\""u8 : ",\"rcode_name\":\"SERVFAIL\""u8)
            .Raw(",\"AA\":false,\"TC\":false,\"RD\":true,\"RA\":true,\"Z\":0"u8);
        if (answer is not null) to.Raw(",\"answers\":[\""u8).Json(answer).Raw("\"],\"TTLs\":[300.0]"u8);
        to.Raw(",\"rejected\":false}"u8);
        recorder.End(LogStream.Dns);
    }

    /// <summary>A finished flow, as nfdump prints it in JSON. It is written when it ends.</summary>
    public void Flow(long begin, long end, int protocol, string from, int fromPort, string to, int toPort, long packets, long bytes)
    {
        var text = recorder.Begin(end).Raw("{\"type\":\"FLOW\",\"sampled\":0,\"export_sysid\":1,\"t_first\":\""u8).Rfc3339(begin).Raw("\",\"t_last\":\""u8).Rfc3339(end)
            .Raw("\",\"proto\":"u8).Number(protocol).Raw(",\"src4_addr\":\""u8).Raw(from).Raw("\",\"dst4_addr\":\""u8).Raw(to)
            .Raw("\",\"src_port\":"u8).Number(fromPort).Raw(",\"dst_port\":"u8).Number(toPort).Raw(",\"fwd_status\":0,\"tcp_flags\":\""u8)
            .Raw(protocol == 6 ? "...AP.SF"u8 : "........"u8).Raw("\",\"src_tos\":0,\"in_packets\":"u8).Number(packets).Raw(",\"in_bytes\":"u8).Number(bytes)
            .Raw(",\"input_snmp\":2,\"output_snmp\":1}"u8);
        _ = text;
        recorder.End(LogStream.Flow);
    }

    /// <summary>A request to the company's web server, in the combined log format.</summary>
    public void Web(Host server, long time, string client, string user, string method, string target, int status, long bytes, string referer, string agent)
    {
        var to = recorder.Begin(time).Raw(client).Raw(" - "u8).Raw(user).Raw(" ["u8).ClfTime(time + server.Skew, server.Office.OffsetAt(time)).Raw("] \""u8)
            .Raw(method).Raw((byte)' ').Raw(target).Raw(" HTTP/1.1\" "u8).Number(status).Raw((byte)' ').Number(bytes).Raw(" \""u8).Raw(referer).Raw("\" \""u8).Raw(agent).Raw((byte)'"');
        _ = to;
        recorder.End(LogStream.Web);
    }

    private static Utf8Buffer Quoted(Utf8Buffer to, string text) => text == "-" ? to.Raw((byte)'-') : to.Raw((byte)'"').Raw(text).Raw((byte)'"');

    private void Uid(Utf8Buffer to)
    {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8;
        var bits = _dice.NextLong();
        for (var i = 0; i < 17; i++)
        {
            to.Raw(alphabet[(int)(bits % 62)]);
            bits = (bits / 62) + (bits << 41);
        }
    }
}
