using System.Text.RegularExpressions;
using Tensorflow;
using TfNet.Goldens;
using TfNet.LibTorch;

namespace TfNet.Tests.Ops;

/// <summary>
/// Every differentiable op against central differences in float64 (step 1e-6, allowed 1e-5 + 1e-3 of the value), and none without a row.
/// </summary>
public partial class OpGradientTests
{
    private const double Step = 1e-6;

    /// <summary>Ops of convolution, pooling, normalization and images have their derivative tests beside theirs.</summary>
    private static readonly Regex s_elsewhere = ElsewhereFiles();

    public static TheoryData<string> Names() => [.. OpCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_the_central_differences(string name)
    {
        OpCase row = OpCases.All.First(c => c.Name == name);
        using var scope = new Scope(name);
        Compare(row, inputs => Seeded(row.Call(inputs)), inputs => First(row, inputs), "first");
        if (row.Second)
            Compare(row, inputs => Squares(First(row, inputs)), inputs => Second(row, inputs), "second");
    }

    private static Tensor Seeded(Tensor y) => tf.reduce_sum(y * OpCases.R("seed", 1, 0, y.shape.dims));

    private static Tensor Squares(Tensor[] gradients) => gradients.Select(g => tf.reduce_sum(g * g)).Aggregate((a, b) => a + b);

    private static Tensor[] First(OpCase row, Tensor[] inputs)
    {
        using var tape = tf.GradientTape();
        foreach (Tensor t in inputs)
            tape.watch(t);
        return tape.gradient(Seeded(row.Call(inputs)), inputs);
    }

    private static Tensor[] Second(OpCase row, Tensor[] inputs)
    {
        using var tape = tf.GradientTape();
        foreach (Tensor t in inputs)
            tape.watch(t);
        return tape.gradient(Squares(First(row, inputs)), inputs, unconnected_gradients: "zero");
    }

    private static void Compare(OpCase row, Func<Tensor[], Tensor> value, Func<Tensor[], Tensor[]> gradient, string order)
    {
        Tensor[] analytic = gradient(row.Inputs);
        for (int k = 0; k < row.Inputs.Length; k++)
        {
            Assert.NotNull(analytic[k]);
            Assert.Equal(row.Inputs[k].shape, analytic[k].shape);
            double[] a = analytic[k].ToArray<double>();
            double[] x = row.Inputs[k].ToArray<double>();
            for (int i = 0; i < x.Length; i += Math.Max(1, x.Length / 6))
            {
                double numeric = (At(row, value, k, x, i, Step) - At(row, value, k, x, i, -Step)) / (2 * Step);
                Assert.True(
                    Math.Abs(a[i] - numeric) <= 1e-5 + 1e-3 * Math.Abs(numeric),
                    FormattableString.Invariant($"{order} derivative of {row.Name}, input {k}[{i}]: {a[i]:R}, by differences {numeric:R}"));
            }
        }
    }

    private static double At(OpCase row, Func<Tensor[], Tensor> value, int k, double[] x, int i, double step)
    {
        using var scope = new Scope("difference");
        double[] moved = (double[])x.Clone();
        moved[i] += step;
        var inputs = (Tensor[])row.Inputs.Clone();
        inputs[k] = new Tensor(moved, row.Inputs[k].shape);
        return (double)value(inputs);
    }

    /// <summary>Names given to tapes in the sources, without one that the table's rows have shown to a tape.</summary>
    [Fact]
    public void No_recorded_op_is_without_a_row()
    {
        var seen = new HashSet<string>();
        Tape.Offered = name => seen.Add(name);
        try
        {
            foreach (OpCase row in OpCases.All)
            {
                using var scope = new Scope(row.Name);
                _ = Second(row, row.Inputs);
            }
        }
        finally
        {
            Tape.Offered = null;
        }
        string folder = Path.Combine(GoldenFolder.Root, "..", "..", "src", "TfNet");
        if (!Directory.Exists(folder))
            folder = Path.Combine(SourceRoot(), "src", "TfNet");
        var missing = new List<string>();
        int found = 0;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "Ops"), "*.cs"))
        {
            if (s_elsewhere.IsMatch(Path.GetFileName(file)))
                continue;
            string text = File.ReadAllText(file);
            foreach (Match m in RecordedName().Matches(text))
            {
                if (m.Value.StartsWith("const", StringComparison.Ordinal) && !text.Contains("Tape.Record(Op,", StringComparison.Ordinal))
                    continue;
                found++;
                if (!seen.Contains(m.Groups[1].Value))
                    missing.Add($"{m.Groups[1].Value} in {Path.GetFileName(file)}");
            }
        }
        Assert.True(found > 60, $"only {found} recorded names found");
        Assert.True(missing.Count == 0, "no row in OpCases: " + string.Join(", ", missing));
    }

    private static string SourceRoot()
    {
        DirectoryInfo? d = new(AppContext.BaseDirectory);
        while (d != null && !File.Exists(Path.Combine(d.FullName, "TfNetZoo.sln")))
            d = d.Parent;
        return d?.FullName ?? throw new DirectoryNotFoundException("no TfNetZoo.sln above the tests");
    }

    [GeneratedRegex("""(?:Tape\.Record\(|MathOps\.Unary\(|MathOps\.Binary\(|Binary\(|const string Op = )\s*"([a-z_0-9]+)";?""")]
    private static partial Regex RecordedName();

    [GeneratedRegex("^(Conv|Depthwise|Separable|MaxPool|AvgPool|Pooling|BiasAdd|Dense|FusedActivation|BatchNorm|LayerNorm|GroupNorm|Local|"
        + "Resize|Image|PadCrop|Dropout|Attention|NormMath|Extract|Space|Window|Padding)")]
    private static partial Regex ElsewhereFiles();
}
