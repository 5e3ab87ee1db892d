using System.Text.Json;
using TfNet.Formats.Images;

namespace TfNet.Formats.Tests.Images;

public class DecodeTests
{
    [Theory]
    [InlineData("decode_jpeg", 80)]
    [InlineData("decode_png", 50)]
    [InlineData("decode_other", 14)]
    public void EveryFileOfTheCorpusEqualsPillowOrIsRefusedAsThere(string group, int atLeastDecoded)
    {
        var wrong = new List<string>();
        int decoded = 0;
        foreach ((string file, JsonElement pillow) in ImageGoldens.Pillow(group))
        {
            bool accepted = pillow.TryGetProperty("rgb_sha256", out _)
                && pillow.GetProperty("format").GetString() is "JPEG" or "PNG" or "BMP" or "GIF";
            foreach ((ColorMode mode, string key) in new[] { (ColorMode.Rgb, "rgb_sha256"), (ColorMode.Grayscale, "gray_sha256"),
                (ColorMode.Rgba, "rgba_sha256") })
            {
                // 81 million pixels: once is enough.
                if (file == "bomb_9000.jpg" && mode != ColorMode.Rgb)
                    continue;
                string result;
                try
                {
                    RgbImage image = ImageFile.Load(ImageGoldens.CorpusPath(file), mode);
                    result = ImageGoldens.Sha256(image.Pixels);
                    decoded++;
                }
                catch (ImageFormatException e)
                {
                    result = e.Message;
                }
                if (accepted ? result != pillow.GetProperty(key).GetString() : !result.StartsWith("Image ", StringComparison.Ordinal))
                    wrong.Add(
                        $"{file} {mode}: {result}; Pillow: {(accepted ? pillow.GetProperty("mode").GetString() : pillow.ToString())}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(decoded >= 3 * atLeastDecoded - 2, $"only {decoded} results");
    }
}
