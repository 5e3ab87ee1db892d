using System.Globalization;

namespace Throughput;

/// <summary>The command line: <c>--name value</c> pairs and flags.</summary>
internal sealed class Options
{
    private static readonly string[] s_values = ["network", "mode", "batch", "size", "classes", "dtype", "device", "steps", "threads", "stock-adam"];
    private static readonly string[] s_flags = ["stock", "list", "no-dropout", "verify", "help"];

    private readonly Dictionary<string, string> _given = [];

    internal Options(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : throw new ArgumentException($"expected an option; received '{args[i]}'");
            if (s_flags.Contains(name))
                _given[name] = "";
            else if (s_values.Contains(name) && i + 1 < args.Length)
                _given[name] = args[++i];
            else
                throw new ArgumentException(s_values.Contains(name) ? $"--{name}: expected a value" : $"unknown option '--{name}'");
        }
    }

    internal static string Usage =>
        """
        Throughput --network a[,b..] --mode train,predict|ops|leak|profile|profile-predict [--batch 32] [--size 0 (the network's)] [--classes 1000]
                   [--dtype float32|bfloat16] [--device cpu|gpu] [--steps 8] [--threads N] [--no-dropout]
                   [--stock [--stock-adam loop|fused]] [--verify] [--list]
        One JSON line per case; best of the steps after two warm-up steps.
        """;

    internal string[] Networks => Text("network", "alexnet_v1").Split(',', StringSplitOptions.RemoveEmptyEntries);

    internal string[] Modes => Choice("mode", "train", "train", "predict", "ops", "leak", "profile", "profile-predict");

    internal int Batch => Number("batch", 32);

    /// <summary>0: the network's own.</summary>
    internal int Size => Number("size", 0);

    internal int Classes => Number("classes", 0);

    internal int Steps => Number("steps", 8);

    /// <summary>0: as LibTorch is by itself.</summary>
    internal int Threads => Number("threads", 0);

    internal string DType => Choice("dtype", "float32", "float32", "bfloat16")[0];

    internal bool Gpu => Choice("device", "cpu", "cpu", "gpu")[0] == "gpu";

    internal bool FusedStockAdam => Choice("stock-adam", "loop", "loop", "fused")[0] == "fused";

    internal bool Has(string flag) => _given.ContainsKey(flag);

    private string Text(string name, string fallback) => _given.GetValueOrDefault(name, fallback);

    private string[] Choice(string name, string fallback, params string[] allowed)
    {
        string[] values = Text(name, fallback).Split(',', StringSplitOptions.RemoveEmptyEntries);
        return values.Length > 0 && values.All(allowed.Contains) ? values
            : throw new ArgumentException($"--{name}: expected {string.Join(" or ", allowed)}; received '{Text(name, fallback)}'");
    }

    private int Number(string name, int fallback) =>
        !_given.TryGetValue(name, out string? text) ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value
        : throw new ArgumentException($"--{name}: expected a number >= 0; received '{text}'");
}
