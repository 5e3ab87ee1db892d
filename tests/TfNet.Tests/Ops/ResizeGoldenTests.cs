using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tensorflow;
using TfNet.Goldens;

namespace TfNet.Tests.Ops;

/// <summary>tf.image.resize on small images of odd shapes (one cell, one row) to many sizes: goldens/images/tf_resize.</summary>
public partial class ResizeGoldenTests
{
    [Fact]
    public void All_methods_equal_TensorFlow()
    {
        Npz npz = Npz.Load(GoldenFolder.Path("images", "tf_resize.npz"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.Path("images", "tf_resize.json")));
        JsonElement sources = json.RootElement.GetProperty("sources");
        var failures = new List<string>();
        int count = 0;
        foreach ((string name, GoldenArray expected) in npz.Arrays)
        {
            Match m = Name().Match(name);
            if (!m.Success)
                continue;
            count++;
            Tensor x = Source(sources.GetProperty(m.Groups["source"].Value), m.Groups["u8"].Success);
            Tensor y = tf.image.resize(
                x, (Number(m, "h"), Number(m, "w")), m.Groups["method"].Value, m.Groups["keep"].Success, m.Groups["aa"].Success);
            double[] e = expected.ToDouble();
            double[] a = MathOps.Cast(y, TF_DataType.TF_DOUBLE).ToArray<double>();
            double allowed = m.Groups["u8"].Success ? 1e-4 : 2e-6;
            if (!y.shape.Equals(expected.Shape))
                failures.Add($"{name}: shape {y.shape}, expected ({string.Join(", ", expected.Shape)})");
            else if (e.Zip(a).Any(p => Math.Abs(p.First - p.Second) > allowed * Math.Max(1, e.Max(Math.Abs))))
                failures.Add($"{name}: differs by {e.Zip(a).Max(p => Math.Abs(p.First - p.Second)):E1}");
        }
        Assert.True(count > 200, $"{count} cases");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join('\n', failures.Take(40))}");
    }

    private static Tensor Source(JsonElement source, bool bytes)
    {
        long[] shape = [.. source.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
        float[] u = Recipe.U(source.GetProperty("key").GetString()!, shape.Aggregate(1L, (a, b) => a * b));
        return bytes
            ? new Tensor(Array.ConvertAll(u, v => (byte)Math.Floor((v * 0.5 + 0.5) * 256)), new Shape(shape))
            : new Tensor(u, new Shape(shape));
    }

    private static int Number(Match m, string group) => int.Parse(m.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "^(?<source>s[1-4])_(?<u8>u8_)?(?<h>\\d+)x(?<w>\\d+)_(?<method>bilinear|nearest|bicubic|area|lanczos3|lanczos5|gaussian|mitchellcubic)(?<aa>_aa)?(?<keep>_keep)?$")]
    private static partial Regex Name();
}
