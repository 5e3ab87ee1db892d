using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Preprocessing;
using TfNet.Keras.Tests.Preprocessing;
using TfNet.Keras.Tests.Text;
using TfNet.Random;
using static Tensorflow.KerasApi;
using Pictures = TfNet.Keras.Tests.Preprocessing.Data;

namespace TfNet.Keras.Tests.Training;

/// <summary>fit on a folder of pictures, with the random states of Python and NumPy fixed.</summary>
[Collection(PreprocessingCollection.Name)]
public class FitFolderTests
{
    [Theory]
    [InlineData("no shuffle, no flip, whole epochs")]
    [InlineData("shuffle, flip, whole epochs")]
    public void Trains_as_Keras_on_an_image_folder(string name)
    {
        bool shuffle = name.StartsWith("shuffle", StringComparison.Ordinal);
        PythonRandom.Global.seed(0);
        NumpyRandom.Global.seed(0);
        DirectoryIterator train = Pictures.Folder(new ImageDataGenerator(rescale: 1.0 / 255, horizontal_flip: shuffle), 4, shuffle, seed: 0);
        DirectoryIterator validation = Pictures.Folder(new ImageDataGenerator(rescale: 1.0 / 255), 4);
        Tensors x = keras.Input((12, 10, 3));
        Tensors h = keras.layers.Flatten().Apply(keras.layers.Conv2D(4, 3, activation: "relu").Apply(x));
        Model m = keras.Model(x, keras.layers.Softmax().Apply(keras.layers.Dense(6).Apply(h)));
        TrainCase.Fill(m, "data/folder");
        m.compile(new Adam(0.005f), new Tensorflow.Keras.Losses.CategoricalCrossentropy(), metrics: ["accuracy"]);
        History history = m.fit(train, epochs: 3, verbose: 0, validation_data: validation);
        JsonElement expected = Pictures.Json("fit_folder").GetProperty("runs").GetProperty(name).GetProperty("history");
        Assert.Equal(expected.EnumerateObject().Select(p => p.Name), history.history.Keys);
        foreach (JsonProperty p in expected.EnumerateObject())
            for (int i = 0; i < 3; i++)
                Assert.Equal(p.Value[i].Number(), history.history[p.Name][i], 1e-5);
    }
}
