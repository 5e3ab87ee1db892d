using Tensorflow.Keras.Engine;
using TfNet.Formats.Images;
using TfNetZoo.Analysis;
using TfNetZoo.Data;
using TfNetZoo.Inference;
using TfNetZoo.Text;

namespace TfNetZoo.Examples;

/// <summary>Classifies one photo as the notes' predict scripts do: the best class, then all probabilities, and the photo with its title.</summary>
public static class Prediction
{
    /// <summary>Prints the class, then all probabilities; writes the photo with its title as prediction.png.</summary>
    /// <param name="model">With its weights.</param>
    /// <param name="photo">JPEG, PNG, BMP or GIF.</param>
    /// <param name="input">How the photo becomes the model's input.</param>
    /// <param name="probabilities">False: the model gives logits.</param>
    /// <param name="classIndices">The file of the class names.</param>
    public static void Show(Model model, string photo, PhotoInput input, bool probabilities = true, string classIndices = "class_indices.json")
    {
        PhotoPrediction result = new Predictor(model, input, ClassIndices.Read(classIndices), probabilities).Predict(photo);
        (string title, IReadOnlyList<string> lines) = NotesText.Predictions(result.Names, result.Probabilities);
        Console.WriteLine(photo);
        Console.WriteLine(title);
        foreach (string line in lines)
            Console.WriteLine(line);
        ImagePlot.Prediction(ImageFile.Load(photo), title).Save("prediction.png");
    }
}
