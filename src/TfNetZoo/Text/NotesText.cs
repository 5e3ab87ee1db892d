using Tensorflow.Keras.Text;

namespace TfNetZoo.Text;

/// <summary>
/// The console lines of the tutorials' scripts, with their spelling. Epochs are given as they are shown. Metric results are float32 and
/// print as the double that Python makes of them, so accuracies in percent are multiplied in float32 first.
/// </summary>
public static class NotesText
{
    public const string FinishedTraining = "Finished Training";

    public const string ProcessingDone = "processing done!";

    /// <summary><c>Epoch 1, Loss: .., Accuracy: 45.0, Test Loss: .., Test Accuracy: 40.0</c> of the loops on a gradient tape;
    /// the accuracies are given as shares, 0..1.</summary>
    public static string Epoch(int epoch, float loss, float accuracy, float testLoss, float testAccuracy)
    {
        string train = PythonFormat.Percent("Epoch %d, Loss: %s, Accuracy: %s", epoch, (double)loss, (double)(accuracy * 100f));
        return train + PythonFormat.Percent(", Test Loss: %s, Test Accuracy: %s", (double)testLoss, (double)(testAccuracy * 100f));
    }

    /// <summary>Description of the training bar.</summary>
    public static string TrainBar(int epoch, int epochs, double loss, double? accuracy = null) =>
        Bar("train", epoch, epochs, loss, accuracy);

    /// <summary>Description of the validation bar; without a loss only the epoch.</summary>
    public static string ValidationBar(int epoch, int epochs, double? loss = null, double? accuracy = null) =>
        Bar("valid", epoch, epochs, loss, accuracy);

    /// <summary><c>[epoch 1] train_loss: 1.234  test_accuracy: 0.567</c></summary>
    public static string EpochOfZFNet(int epoch, double trainLoss, double accuracy) =>
        PythonFormat.Percent("[epoch %d] train_loss: %.3f  test_accuracy: %.3f", epoch, trainLoss, accuracy);

    /// <summary><c>[epoch 1] train_loss: 1.234 val_accuracy: 0.567</c></summary>
    public static string EpochOfMobileNet(int epoch, double trainLoss, double accuracy) =>
        PythonFormat.Percent("[epoch %d] train_loss: %.3f val_accuracy: %.3f", epoch, trainLoss, accuracy);

    /// <summary>Title of a prediction: <c>class: tulips   prob: 0.942</c>.</summary>
    public static string Prediction(string name, double probability) =>
        "class: " + name + "   prob: " + PythonFormat.Format(probability, ".3");

    /// <summary>A photo's line among many: <c>image: a.jpg  class: tulips   prob: 0.942</c>.</summary>
    public static string BatchPrediction(string image, string name, double probability) => $"image: {image}  {Prediction(name, probability)}";

    /// <summary>A class' line below a prediction, the name in ten columns.</summary>
    public static string ClassProbability(string name, double probability) => Prediction(PythonFormat.Format(name, "10"), probability);

    /// <summary>All lines of a prediction, best class in the title.</summary>
    /// <exception cref="Tensorflow.ValueError">Names and probabilities differ in number, or there are none.</exception>
    public static (string Title, IReadOnlyList<string> Lines) Predictions(IReadOnlyList<string> names, IReadOnlyList<float> probabilities)
    {
        if (names.Count != probabilities.Count || names.Count == 0)
            throw new Tensorflow.ValueError($"prediction: expected {names.Count} probabilities; received {probabilities.Count}");
        int best = 0;
        for (int i = 1; i < probabilities.Count; i++)
            best = probabilities[i] > probabilities[best] ? i : best;
        return (Prediction(names[best], probabilities[best]), [.. names.Zip(probabilities, (n, p) => ClassProbability(n, p))]);
    }

    public static string ImageCounts(int train, int validation) =>
        PythonFormat.Percent("using %d images for training, %d images for validation.", train, validation);

    public static string Workers(int count) => PythonFormat.Percent("Using %d dataloader workers every process", count);

    public static string Device(string device) => $"using {device} device.";

    public static string CannotFind(string path) => $"cannot find {path}";

    public static string FileMissing(string path) => $"file: '{path}' dose not exist.";

    public static string WeightsMissing(string path) => $"file {path} dose not exist.";

    public static string FolderMissing(string path) => $"{path} path does not exist.";

    public static string PathMissing(string path) => $"path '{path}' does not exist.";

    public static string ModelNotSupported(string name) => $"not support model {name}";

    /// <summary>While images are split, one line for a class; it goes back to its own start.</summary>
    public static string Splitting(string name, int done, int count) =>
        PythonFormat.Percent("\r[%s] processing [%d/%d]", name, done, count);

    /// <summary>Every hundredth batch of the digits exercise.</summary>
    /// <param name="batch">index of the batch</param>
    /// <param name="batchSize">its samples</param>
    /// <param name="samples">all samples</param>
    /// <param name="batches">all batches</param>
    /// <param name="loss">its loss</param>
    public static string TrainingProgress(int batch, int batchSize, int samples, int batches, double loss) =>
        PythonFormat.Percent("Train: [%d/%d (%.0f%%)]\tLoss: %.6f", batch * batchSize, samples, 100.0 * batch / batches, loss);

    /// <summary>The result of the digits exercise, between empty lines.</summary>
    public static string TestResult(double averageLoss, int correct, int samples) =>
        PythonFormat.Percent(
            "\nTest set: Average loss: %.4f, Accuracy: %d/%d (%.0f%%)\n", averageLoss, correct, samples, 100.0 * correct / samples);

    /// <summary>Every hundredth batch of the CIFAR exercise; both numbers as shown, from 1.</summary>
    public static string Minibatch(int epoch, int batch, double loss) =>
        PythonFormat.Percent("Epoch: %d Minibatch: %5d loss: %.3f", epoch, batch, loss);

    /// <summary>The result of the CIFAR exercise in whole percent, cut down.</summary>
    public static string TestAccuracy(int correct, int samples) =>
        PythonFormat.Percent("Accuracy of the network on the %d test images: %d %%", samples, 100.0 * correct / samples);

    /// <summary>The same with two decimals.</summary>
    public static string TestAccuracyExact(int correct, int samples) =>
        PythonFormat.Percent("Accuracy of the network on the %d test images: %.2f %%", samples, 100.0 * correct / samples);

    private static string Bar(string what, int epoch, int epochs, double? loss, double? accuracy)
    {
        string text = PythonFormat.Percent("%s epoch[%d/%d]", what, epoch, epochs);
        if (loss is { } l)
            text += PythonFormat.Percent(" loss:%.3f", l);
        return accuracy is { } a ? text + PythonFormat.Percent(", acc:%.3f", a) : text;
    }
}
