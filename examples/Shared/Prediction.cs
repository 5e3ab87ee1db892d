using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Images;
using TfNetZoo.Analysis;
using TfNetZoo.Data;
using TfNetZoo.Text;

namespace TfNetZoo.Examples;

/// <summary>Classifies one photo as the notes' predict scripts do: bicubic resize, scale, softmax probabilities per class.</summary>
public static class Prediction
{
    /// <summary>Reads the photo as the network wants it.</summary>
    /// <param name="path">JPEG, PNG, BMP or GIF.</param>
    /// <param name="size">Height and width.</param>
    /// <param name="scale">From a pixel value (0 to 255) to the input.</param>
    public static Tensor Load(string path, int size, Func<float, float> scale)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException(NotesText.FileMissing(path), path);
        RgbImage image = PilResize.Resize(ImageFile.Load(path), size, size, PilFilter.Bicubic);
        return new Tensor(Array.ConvertAll(image.Pixels, p => scale(p)), (1, size, size, 3));
    }

    /// <summary>Prints the class, then all probabilities; writes the photo with its title as prediction.png.</summary>
    public static void Show(Model model, string photo, int size, Func<float, float> scale, string classIndices = "class_indices.json")
    {
        string[] names = ClassIndices.Read(classIndices);
        float[] probabilities = model.predict(Load(photo, size, scale)).ToArray<float>();
        (string title, IReadOnlyList<string> lines) = NotesText.Predictions(names, probabilities);
        Console.WriteLine(photo);
        Console.WriteLine(title);
        foreach (string line in lines)
            Console.WriteLine(line);
        ImagePlot.Prediction(ImageFile.Load(photo), title).Save("prediction.png");
    }
}
