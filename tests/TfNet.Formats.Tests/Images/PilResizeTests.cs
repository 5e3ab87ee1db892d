using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TfNet.Formats.Images;
using TfNet.Goldens;

namespace TfNet.Formats.Tests.Images;

public class PilResizeTests
{
    [Fact]
    public void EveryResizeOfACorpusFileEqualsPillow()
    {
        using JsonDocument json = ImageGoldens.Json("pil_resize");
        var wrong = new List<string>();
        int count = 0;
        foreach (JsonProperty file in json.RootElement.GetProperty("files").EnumerateObject())
        {
            ColorMode mode = file.Value.GetProperty("mode").GetString() switch
            {
                "L" => ColorMode.Grayscale,
                "RGBA" => ColorMode.Rgba,
                _ => ColorMode.Rgb,
            };
            RgbImage source = ImageFile.Load(ImageGoldens.CorpusPath(file.Name), mode);
            Assert.Equal(file.Value.GetProperty("source_sha256").GetString(), ImageGoldens.Sha256(source.Pixels));
            foreach (JsonProperty result in file.Value.GetProperty("results").EnumerateObject())
            {
                // thumbnail and reducing_gap shrink by another method first; they are not offered.
                Match m = Regex.Match(result.Name, @"^(\d+)x(\d+) (\w+)(?: box=\[(.*)\])?$");
                if (!m.Success)
                    continue;
                int w = Number(m.Groups[1]), h = Number(m.Groups[2]);
                PilFilter filter = Enum.Parse<PilFilter>(m.Groups[3].Value, ignoreCase: true);
                double[] box = m.Groups[4].Success
                    ? [.. m.Groups[4].Value.Split(", ").Select(t => double.Parse(t, CultureInfo.InvariantCulture))]
                    : [0, 0, source.Width, source.Height];
                RgbImage got = PilResize.Resize(source, w, h, filter, (box[0], box[1], box[2], box[3]));
                count++;
                if (ImageGoldens.Sha256(got.Pixels) != result.Value.GetProperty("sha256").GetString())
                    wrong.Add($"{file.Name} {result.Name}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(count >= 300, $"only {count} cases");
    }

    [Fact]
    public void SmallArraysEqualPillow()
    {
        var sources = new Dictionary<string, RgbImage>
        {
            ["a"] = Source("a", 5, 7, 3),
            ["b"] = Source("b", 9, 4, 1),
            ["c"] = Source("c", 2, 2, 1),
            ["d"] = Source("d", 1, 6, 1),
        };
        Npz npz = Npz.Load(GoldenFolder.Path("images", "pil_resize_small.npz"));
        int count = 0;
        foreach ((string key, GoldenArray expected) in npz.Arrays)
        {
            string[] parts = key.Split('_');
            if (!sources.TryGetValue(parts[0], out RgbImage? source))
                continue;
            string[] size = parts[1].Split('x');
            RgbImage got = PilResize.Resize(
                source, int.Parse(size[0], CultureInfo.InvariantCulture), int.Parse(size[1], CultureInfo.InvariantCulture),
                    Enum.Parse<PilFilter>(parts[2], true));
            Assert.True(expected.Bytes.AsSpan().SequenceEqual(got.Pixels), key);
            count++;
        }
        Assert.True(count >= 120, $"only {count} cases");
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        RgbImage image = Source("c", 2, 2, 1);
        Assert.Contains("received 0 x 3", Assert.Throws<ArgumentException>(() => PilResize.Resize(image, 0, 3, PilFilter.Box)).Message,
            StringComparison.Ordinal);
        Assert.Contains("argument box", Assert.Throws<ArgumentException>(
            () => PilResize.Resize(image, 1, 1, PilFilter.Box, (0, 0, 3, 2))).Message, StringComparison.Ordinal);
        Assert.Contains("argument box", Assert.Throws<ArgumentException>(
            () => PilResize.Resize(image, 1, 1, PilFilter.Box, (0, 0, double.NaN, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PilResize.Resize(image, 1, 1, (PilFilter)9));
    }

    private static RgbImage Source(string name, int h, int w, int c)
    {
        float[] u = Recipe.U("im/r" + name, h * w * c);
        return new RgbImage(w, h, c, Array.ConvertAll(u, v => (byte)Math.Floor((v * 0.5 + 0.5) * 256)));
    }

    private static int Number(Group g) => int.Parse(g.ValueSpan, CultureInfo.InvariantCulture);
}
