using Tensorflow;
using TfNetZoo.Analysis;
using TfNetZoo.Data;

namespace TfNetZoo.Inference;

/// <summary>How well a network classifies a labelled folder.</summary>
/// <param name="Loss">Mean cross-entropy of the images' own classes.</param>
/// <param name="Confusion">What was predicted for which class, with accuracy and scores.</param>
/// <param name="Unreadable">Images that could not be read, with the reason; they are counted nowhere.</param>
/// <param name="Wrong">Images that were classified wrongly.</param>
public sealed record Evaluation(
    double Loss, ConfusionMatrix Confusion, IReadOnlyList<PhotoPrediction> Unreadable, IReadOnlyList<PhotoPrediction> Wrong)
{
    // Keras' epsilon: a probability of 0 costs 16.1, not infinity.
    private const double Smallest = 1e-7;

    /// <summary>
    /// Classifies all images of a folder of class folders. A class folder finds its output by its name; where the network has no names,
    /// by its place in the sorted folder.
    /// </summary>
    /// <param name="predictor">With its weights.</param>
    /// <param name="folder">One folder for each class; classes may be missing.</param>
    /// <param name="names">The network's classes in the order of its output; null: the folder's, sorted.</param>
    /// <param name="batchSize">Images in a step.</param>
    /// <exception cref="ValueError">A folder that is none of the classes, or no readable image.</exception>
    public static Evaluation Of(Predictor predictor, string folder, IReadOnlyList<string>? names = null, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        var images = new ImageFolder(folder);
        names ??= images.Classes;
        int[] output = [.. images.Classes.Select(c => IndexOf(names, c, folder))];
        var confusion = new ConfusionMatrix(names);
        var unreadable = new List<PhotoPrediction>();
        var wrong = new List<PhotoPrediction>();
        double sum = 0;
        foreach ((PhotoPrediction p, (_, int kind)) in predictor.Predict(
            images.Images.Select(i => Path.Combine(folder, i.File)), batchSize).Zip(images.Images))
        {
            if (p.Error is not null)
            {
                unreadable.Add(p);
                continue;
            }
            if (p.Probabilities.Count != names.Count)
                throw new ValueError(
                    $"evaluate: expected a class for each of the network's {p.Probabilities.Count} outputs; received {names.Count} names");
            int actual = output[kind], best = p.Best.Index;
            sum -= Math.Log(Math.Clamp(p.Probabilities[actual], Smallest, 1));
            confusion.Add(best, actual);
            if (best != actual)
                wrong.Add(p);
        }
        if (confusion.Total == 0)
            throw new ValueError($"evaluate: none of the {images.Images.Count} images in '{folder}' could be read");
        return new Evaluation(sum / confusion.Total, confusion, unreadable, wrong);
    }

    private static int IndexOf(IReadOnlyList<string> names, string name, string folder)
    {
        for (int i = 0; i < names.Count; i++)
            if (names[i] == name)
                return i;
        throw new ValueError($"evaluate: folder '{Path.Combine(folder, name)}': expected a class of the network "
            + $"({string.Join(", ", names.Take(10))}{(names.Count > 10 ? ", .." : "")}); received '{name}'");
    }
}
