using System.Diagnostics;

namespace TfNetZoo.Tests.Cli;

/// <summary>Runs the command line tool as a user does, in a process of its own.</summary>
internal static class CliProgram
{
    private const string Assembly = "tfnetzoo-cli.dll";

    /// <summary>The exit code, standard output and standard error.</summary>
    internal static (int Code, string Output, string Error) Run(params string[] arguments) => ProgramRun.Run(Assembly, arguments);

    /// <summary>Starts the tool; the caller reads both streams and disposes it.</summary>
    internal static Process Start(params string[] arguments) => ProgramRun.Start(Assembly, arguments);
}
