using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Watchfloor.Monitoring.Inputs.Relp;

/// <summary>What a command is answered with.</summary>
internal enum RelpAnswer
{
    /// <summary>It is done: for a message, it is on disk.</summary>
    Ok,

    /// <summary>The session is open; with what we offer.</summary>
    Opened,

    /// <summary>The client offers nothing that we take.</summary>
    NotOffered,

    /// <summary>We do not know the command.</summary>
    Unknown,

    /// <summary>The session is closed at the client's wish.</summary>
    Closed,
}

/// <summary>Writes answers: <c>TXNR SP rsp SP DATALEN SP CODE SP TEXT LF</c> (RELP specification, "rsp").</summary>
internal sealed class RelpAnswers
{
    private static readonly byte[] _offers = Encoding.ASCII.GetBytes(
        $"200 OK\nrelp_version=0\nrelp_software=watchfloor,{typeof(RelpAnswers).Assembly.GetName().Version?.ToString(3)}\ncommands=syslog");

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The bytes to send.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Adds an answer.</summary>
    public void Add(int number, RelpAnswer answer)
    {
        Write(number, "rsp"u8, answer switch
        {
            RelpAnswer.Ok => "200 OK"u8,
            RelpAnswer.Opened => _offers,
            RelpAnswer.NotOffered => "500 this server takes the command syslog; the client must offer it"u8,
            RelpAnswer.Unknown => "500 unknown command"u8,
            _ => [],
        });
        if (answer == RelpAnswer.Closed) AddServerClose();
    }

    /// <summary>Adds that we close the session.</summary>
    public void AddServerClose() => Write(0, "serverclose"u8, []);

    private void Write(int number, ReadOnlySpan<byte> command, ReadOnlySpan<byte> data)
    {
        Write(number);
        _bytes.Write(" "u8);
        _bytes.Write(command);
        _bytes.Write(" "u8);
        Write(data.Length);
        if (!data.IsEmpty) _bytes.Write(" "u8);
        _bytes.Write(data);
        _bytes.Write("\n"u8);
    }

    private void Write(int value)
    {
        Utf8Formatter.TryFormat(value, _bytes.GetSpan(10), out var length);
        _bytes.Advance(length);
    }
}
