using System.CommandLine;
using System.Text;
using TfNet.Formats;
using TfNetZoo.Data;
using TfNetZoo.Inference;
using TfNetZoo.Networks;

namespace TfNetZoo.Cli;

/// <summary>predict: what is on one photo, on several, or on all in a folder.</summary>
internal static class PredictCommand
{
    internal static Command Create()
    {
        Option<string> network = Arguments.Network();
        Option<string> weights = new("--weights") { Description = "an .h5 weight file", Required = true };
        Option<string?> classes = Arguments.Classes();
        Option<int> top = new("--top") { Description = "most probable classes of each photo", DefaultValueFactory = _ => 5 };
        Option<int> batch = Arguments.BatchSize(), size = Arguments.ImageSize();
        Option<bool> byName = Arguments.ByName();
        Option<PredictionFormat> format = new("--format") { Description = "text, json or csv", DefaultValueFactory = _ => PredictionFormat.Text };
        Option<string?> output = new("--output") { Description = "a file to write instead of the console" };
        Argument<string[]> paths = new("path") { Description = "photos, and folders of photos", Arity = ArgumentArity.OneOrMore };
        var command = new Command("predict", "Classify photos: JPEG, PNG, BMP or GIF.")
        {
            network, weights, classes, top, batch, size, byName, format, output, paths,
        };
        command.SetAction(parsed =>
        {
            NetworkInfo info = Arguments.NetworkOf(parsed, network, size);
            string file = parsed.GetValue(weights)!;
            string[]? names = parsed.GetValue(classes) is { } path ? ClassNames.Read(path) : ClassNames.Beside(file);
            var photos = PhotoList.Of(parsed.GetValue(paths)!).ToList();
            bool single = photos is [{ Named: true }];
            // Below the line of a photo among many its other classes are shown when they are asked for.
            int shown = single || parsed.GetValue(format) != PredictionFormat.Text || parsed.GetResult(top) is { Implicit: false }
                ? Arguments.Positive(parsed, top) : 1;
            int steps = Arguments.Positive(parsed, batch);
            Predictor predictor = Predictor.Open(info, file, names, parsed.GetValue(size), parsed.GetValue(byName));
            return Write(parsed.GetValue(output), text =>
                Run(predictor, photos, steps, PredictionWriter.Of(parsed.GetValue(format), text, shown, single)));
        });
        return command;
    }

    /// <summary>0; or 1 when no photo could be read, or one that was named itself could not.</summary>
    private static int Run(Predictor predictor, List<(string Photo, bool Named)> photos, int batch, PredictionWriter writer)
    {
        int read = 0, failed = 0;
        bool namedFailed = false;
        foreach ((PhotoPrediction p, (_, bool named)) in predictor.Predict(photos.Select(p => p.Photo), batch).Zip(photos))
        {
            writer.Write(p);
            if (p.Error is null)
            {
                read++;
                continue;
            }
            failed++;
            namedFailed |= named;
            Console.Error.WriteLine($"warning: skipped '{p.Photo}': {p.Error}");
        }
        writer.End();
        if (failed > 0)
            Console.Error.WriteLine($"warning: {failed} of {photos.Count} photos skipped.");
        if (photos.Count == 0)
            Console.Error.WriteLine("error: there are no photos in the folders given");
        return read == 0 || namedFailed ? 1 : 0;
    }

    private static int Write(string? path, Func<TextWriter, int> run)
    {
        if (path is null)
            return run(Console.Out);
        var text = new StringBuilder();
        int code;
        using (var writer = new StringWriter(text) { NewLine = "\n" })
            code = run(writer);
        AtomicFile.WriteAllText(path, text.ToString());
        return code;
    }
}
