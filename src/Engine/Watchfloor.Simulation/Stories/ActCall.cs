using System.Globalization;
using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Stories;

/// <summary>An act that is being done: its arguments, resolved against the scene.</summary>
internal sealed class ActCall(Scene scene, StoryAct act, long time, int turn)
{
    public Scene Scene => scene;

    public World World => scene.World;

    public long Time => time;

    public string Text(string name, string otherwise = "") => act.Arguments.TryGetValue(name, out var text) ? scene.Fill(text, turn) : otherwise;

    public string? TextOrNull(string name) => act.Arguments.ContainsKey(name) ? Text(name) : null;

    public int Number(string name, int otherwise) => act.Arguments.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public bool Flag(string name, bool otherwise = false) => act.Arguments.TryGetValue(name, out var text) ? text == "true" : otherwise;

    public long? Span(string name) => act.Arguments.TryGetValue(name, out var text) && StoryReader.TrySpan(text, out var span) ? scene.Dice.Between(span.Least, span.Most) : null;

    public Session Session(string name) => scene.SessionOf(act.Arguments[name], time);

    public Running Process(string name) => scene.ProcessOf(act.Arguments[name], time);

    public Running? ProcessOrNull(string name) => act.Arguments.ContainsKey(name) ? Process(name) : null;

    public Host Host(string name) => scene.HostOf(act.Arguments[name]);

    public Account Account(string name) => scene.AccountOf(act.Arguments[name]);

    public Person Person(string name) => scene.Persons[act.Arguments[name]];

    public string Address(string name) => scene.AddressOf(act.Arguments[name]);

    public string ActorName(string name) => act.Arguments[name];

    public void Keep(Running? process)
    {
        if (act.Arguments.TryGetValue("as", out var name) && process is not null) scene.Processes[name] = process;
    }

    public void Keep(Session session)
    {
        if (act.Arguments.TryGetValue("as", out var name)) scene.Sessions[name] = session;
    }
}
