using System.CommandLine;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor completion</c>: a script for the user's shell, which asks the program itself what may follow.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completion for watchfloor. Load it with:  source <(watchfloor completion bash)
        _watchfloor() {
            local word=${COMP_WORDS[COMP_CWORD]} line
            COMPREPLY=()
            while IFS= read -r line; do
                # Options are offered once a dash is typed; before it, files are the likelier wish.
                [[ $word != -* && $line == -* ]] && continue
                [[ $line == "$word"* ]] && COMPREPLY+=("$line")
            done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _watchfloor watchfloor ./watchfloor
        """;

    private const string Zsh = """
        #compdef watchfloor
        # Completion for watchfloor. Load it with:  source <(watchfloor completion zsh)
        _watchfloor() {
            local word=$words[CURRENT] line
            local -a found
            for line in ${(f)"$($words[1] "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"}; do
                [[ $word != -* && $line == -* ]] && continue
                found+=("$line")
            done
            compadd -a found
            _files
        }
        compdef _watchfloor watchfloor
        """;

    private const string Fish = """
        # Completion for watchfloor. Load it with:  watchfloor completion fish | source
        complete -c watchfloor -a '(watchfloor "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("completion", "Print a completion script for a shell.");
        foreach (var (shell, script) in new[] { ("bash", Bash), ("zsh", Zsh), ("fish", Fish) })
        {
            var sub = new Command(shell, $"The script for {shell}.");
            sub.SetAction(_ =>
            {
                terminal.Output.WriteLine(script);
                terminal.Output.Flush();
                return ExitCode.Nothing;
            });
            command.Add(sub);
        }

        return command;
    }
}
